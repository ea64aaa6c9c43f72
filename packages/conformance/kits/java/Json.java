import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** As much JSON as the protocol needs: maps, lists, strings, doubles, booleans and null. Nothing here needs to change. */
final class Json {
    private final String text;
    private int at = 0;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(String text) {
        Json parser = new Json(text);
        Object value = parser.value();
        parser.space();
        if (parser.at < text.length()) throw parser.expected("the end");
        return value;
    }

    static String print(Object value) {
        StringBuilder out = new StringBuilder();
        print(value, out);
        return out.toString();
    }

    private static void print(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> fields) {
            out.append('{');
            String comma = "";
            for (var field : fields.entrySet()) {
                out.append(comma);
                quote((String) field.getKey(), out);
                print(field.getValue(), out.append(':'));
                comma = ",";
            }
            out.append('}');
        } else if (value instanceof Iterable<?> items) {
            out.append('[');
            String comma = "";
            for (Object item : items) {
                print(item, out.append(comma));
                comma = ",";
            }
            out.append(']');
        } else if (value instanceof double[] numbers) {
            out.append('[');
            for (int i = 0; i < numbers.length; i++) print(numbers[i], out.append(i > 0 ? "," : ""));
            out.append(']');
        } else if (value instanceof Double x) {
            // Double.toString has enough digits to read the same number back; -0.0 stays -0.0.
            if (x.isNaN() || x.isInfinite()) quote(x.toString(), out);
            else out.append(x);
        } else if (value instanceof String string) {
            quote(string, out);
        } else {
            out.append(value);
        }
    }

    private static void quote(String string, StringBuilder out) {
        out.append('"');
        for (char c : string.toCharArray()) {
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ') out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        out.append('"');
    }

    private Object value() {
        space();
        switch (peek()) {
            case '{':
                return fields();
            case '[':
                return items();
            case '"':
                return string();
            default:
                if (take("null")) return null;
                if (take("true")) return true;
                if (take("false")) return false;
                return number();
        }
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        at++;
        space();
        if (take("}")) return fields;
        do {
            space();
            String name = string();
            space();
            if (!take(":")) throw expected("a colon");
            fields.put(name, value());
            space();
        } while (take(","));
        if (!take("}")) throw expected("a comma or a brace");
        return fields;
    }

    private List<Object> items() {
        List<Object> items = new ArrayList<>();
        at++;
        space();
        if (take("]")) return items;
        do {
            items.add(value());
            space();
        } while (take(","));
        if (!take("]")) throw expected("a comma or a bracket");
        return items;
    }

    private double number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
        if (start == at) throw expected("a value");
        return Double.parseDouble(text.substring(start, at));
    }

    private String string() {
        if (!take("\"")) throw expected("a string");
        StringBuilder out = new StringBuilder();
        for (; peek() != '"'; at++) {
            char c = peek();
            if (c == '\\') {
                at++;
                switch (peek()) {
                    case 'u':
                        c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
                        at += 4;
                        break;
                    case 'n':
                        c = '\n';
                        break;
                    case 't':
                        c = '\t';
                        break;
                    case 'r':
                        c = '\r';
                        break;
                    case 'b':
                        c = '\b';
                        break;
                    case 'f':
                        c = '\f';
                        break;
                    default:
                        c = peek();
                }
            }
            out.append(c);
        }
        at++;
        return out.toString();
    }

    private char peek() {
        if (at >= text.length()) throw expected("more");
        return text.charAt(at);
    }

    private boolean take(String word) {
        boolean found = text.startsWith(word, at);
        if (found) at += word.length();
        return found;
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private IllegalArgumentException expected(String what) {
        return new IllegalArgumentException("JSON: expected " + what + " at character " + at);
    }
}
