package eastest;

import com.kingdee.bos.webservice.WSInvokeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/** What a facade does is decided by the test process: no reference holds codes and columns, so none is built in here. */
final class Business {
  private Business() {}

  /** Asks the test; an answer <code>{"fault": text}</code> becomes a WSInvokeException, <code>{"value": …}</code> the result. */
  static Object call(String service, String operation, Object... args) throws Exception {
    Installation eas = Installation.current();
    Installation.Caller caller = eas.caller();
    Map<String, Object> question = new LinkedHashMap<String, Object>();
    question.put("service", service);
    question.put("operation", operation);
    question.put("args", args);
    question.put("userName", caller.userName);
    question.put("sessionId", caller.sessionId);
    Map<?, ?> answer = (Map<?, ?>) Json.read(post(eas.get("business", ""), Json.write(question)));
    if (answer.get("fault") != null) throw new WSInvokeException((String) answer.get("fault"));
    return answer.get("value");
  }

  static String text(String service, String operation, Object... args) throws Exception {
    return (String) call(service, operation, args);
  }

  static int integer(String service, String operation, Object... args) throws Exception {
    return ((Number) call(service, operation, args)).intValue();
  }

  static String[] texts(String service, String operation, Object... args) throws Exception {
    return strings((List<?>) call(service, operation, args));
  }

  static String[][] rows(String service, String operation, Object... args) throws Exception {
    List<?> list = (List<?>) call(service, operation, args);
    if (list == null) return null;
    String[][] rows = new String[list.size()][];
    for (int i = 0; i < rows.length; i++) rows[i] = strings((List<?>) list.get(i));
    return rows;
  }

  private static String[] strings(List<?> list) {
    return list == null ? null : list.toArray(new String[0]);
  }

  private static String post(String address, String body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL(address).openConnection();
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
    }
    try (InputStream in = connection.getInputStream(); Scanner text = new Scanner(in, "UTF-8").useDelimiter("\\A")) {
      return text.hasNext() ? text.next() : "";
    }
  }
}
