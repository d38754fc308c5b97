package eastest;

import com.kingdee.bos.webservice.WSInvokeException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.axis.AxisEngine;
import org.apache.axis.AxisFault;
import org.apache.axis.MessageContext;
import org.apache.axis.message.SOAPHeaderElement;
import org.apache.axis.session.Session;

/** One EAS of the test: its settings, sessions and the test process behind its facades. Every Axis engine has its own. */
final class Installation {
  static final String LOGIN_NAMESPACE = "http://login.webservice.bos.kingdee.com";
  private static final Map<AxisEngine, Installation> ALL = new ConcurrentHashMap<AxisEngine, Installation>();

  final AtomicInteger logins = new AtomicInteger();
  private final Map<String, String> settings = new ConcurrentHashMap<String, String>();
  private final Map<String, String> sessions = new ConcurrentHashMap<String, String>();

  private Installation() {}

  static Installation of(AxisEngine engine) {
    return ALL.computeIfAbsent(engine, unused -> new Installation());
  }

  static Installation current() {
    return of(MessageContext.getCurrentContext().getAxisEngine());
  }

  /** As on the day of installation. */
  void reset() {
    settings.clear();
    sessions.clear();
    logins.set(0);
  }

  void set(String name, String value) {
    settings.put(name, value);
  }

  String get(String name, String otherwise) {
    return settings.getOrDefault(name, otherwise);
  }

  boolean is(String name, boolean otherwise) {
    return Boolean.parseBoolean(get(name, String.valueOf(otherwise)));
  }

  String open(String user) {
    String id = UUID.randomUUID().toString();
    sessions.put(id, user);
    logins.incrementAndGet();
    Session cookie = MessageContext.getCurrentContext().getSession();
    if (cookie != null) cookie.set("sessionId", id);
    return id;
  }

  int live() {
    return sessions.size();
  }

  void killAll() {
    sessions.clear();
  }

  /** logout names a user; what it ends is not documented, so it is a setting. */
  void endOf(String user) throws AxisFault {
    String id = header();
    if (!get("logoutEnds", "user").equals("header-session")) sessions.values().removeIf(user::equals);
    else if (id != null) sessions.remove(id);
  }

  /** Whose work this call does (eas-and-imaging 3): outside safe mode the header is not even read. */
  Caller caller() throws AxisFault, WSInvokeException {
    if (!is("safeMode", true)) return new Caller(get("otherUser", "another-user"), null);
    String id = header();
    String user = id == null || !cookieMatches(id) ? null : sessions.get(id);
    if (user != null) return new Caller(user, id);
    if (get("deadSession", "fault").equals("another-user")) return new Caller(get("otherUser", "another-user"), null);
    String symptom = get("sessionSymptom", "please login first");
    throw new WSInvokeException(new RuntimeException(symptom));
  }

  /** On the cluster port the login's cookie has to come back. */
  private boolean cookieMatches(String id) {
    if (!is("cluster", false)) return true;
    Session cookie = MessageContext.getCurrentContext().getSession();
    return cookie != null && id.equals(cookie.get("sessionId"));
  }

  private static String header() throws AxisFault {
    SOAPHeaderElement header = MessageContext.getCurrentContext().getRequestMessage().getSOAPEnvelope().getHeaderByName(LOGIN_NAMESPACE, "SessionId");
    String text = header == null ? null : header.getValue();
    return text == null || text.trim().isEmpty() ? null : text.trim();
  }

  static final class Caller {
    final String userName;
    final String sessionId;

    Caller(String userName, String sessionId) {
      this.userName = userName;
      this.sessionId = sessionId;
    }
  }
}
