package eastest;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON between the services and the test process: null, String, Boolean, BigDecimal, List, Map; beans and arrays are written too. */
final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static Object read(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.blanks();
    if (json.at != text.length()) throw new IllegalArgumentException("JSON: more after the end");
    return value;
  }

  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Double && !Double.isFinite((Double) value)) quote(String.valueOf(value), out);
    else if (value == null || value instanceof Number || value instanceof Boolean) out.append(value);
    else if (value instanceof String) quote((String) value, out);
    else if (value instanceof Map) members((Map<?, ?>) value, out);
    else if (value.getClass().isArray()) items(value, out);
    else members(fields(value), out);
  }

  private static void items(Object array, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < Array.getLength(array); i++) {
      if (i > 0) out.append(',');
      write(Array.get(array, i), out);
    }
    out.append(']');
  }

  private static void members(Map<?, ?> map, StringBuilder out) {
    out.append('{');
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (out.charAt(out.length() - 1) != '{') out.append(',');
      quote(String.valueOf(entry.getKey()), out);
      out.append(':');
      write(entry.getValue(), out);
    }
    out.append('}');
  }

  private static Map<String, Object> fields(Object bean) {
    Map<String, Object> values = new LinkedHashMap<String, Object>();
    try {
      for (Field field : bean.getClass().getFields()) if (!Modifier.isStatic(field.getModifiers())) values.put(field.getName(), field.get(bean));
    } catch (IllegalAccessException error) {
      throw new IllegalStateException(error);
    }
    return values;
  }

  private static void quote(String value, StringBuilder out) {
    out.append('"');
    for (char character : value.toCharArray()) {
      if (character == '"' || character == '\\') out.append('\\').append(character);
      else if (character < ' ') out.append(String.format("\\u%04x", (int) character));
      else out.append(character);
    }
    out.append('"');
  }

  private Object value() {
    blanks();
    char first = text.charAt(at);
    if (first == '{') return object();
    if (first == '[') return array();
    if (first == '"') return string();
    int start = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) at++;
    String word = text.substring(start, at);
    if (word.equals("null")) return null;
    if (word.equals("true") || word.equals("false")) return Boolean.valueOf(word);
    return new BigDecimal(word);
  }

  private Map<String, Object> object() {
    Map<String, Object> map = new LinkedHashMap<String, Object>();
    at++;
    for (blanks(); text.charAt(at) != '}'; blanks()) {
      if (text.charAt(at) == ',') at++;
      blanks();
      String name = string();
      blanks();
      at++;
      map.put(name, value());
    }
    at++;
    return map;
  }

  private List<Object> array() {
    List<Object> list = new ArrayList<Object>();
    at++;
    for (blanks(); text.charAt(at) != ']'; blanks()) {
      if (text.charAt(at) == ',') at++;
      list.add(value());
    }
    at++;
    return list;
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    for (at++; text.charAt(at) != '"'; at++) {
      char character = text.charAt(at);
      out.append(character == '\\' ? escaped() : character);
    }
    at++;
    return out.toString();
  }

  private char escaped() {
    at++;
    int known = "bfnrt".indexOf(text.charAt(at));
    if (known >= 0) return "\b\f\n\r\t".charAt(known);
    if (text.charAt(at) != 'u') return text.charAt(at);
    at += 4;
    return (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
  }

  private void blanks() {
    while (at < text.length() && text.charAt(at) <= ' ') at++;
  }
}
