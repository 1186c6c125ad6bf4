package dev.holdfast.format.manifest;

/// Writes JSON as RFC 8785 wants it.
final class JsonText {

    private JsonText() {}

    static void write(Json json, StringBuilder out) {
        switch (json) {
            case Json.JsonNull() -> out.append("null");
            case Json.JsonBoolean(var value) -> out.append(value);
            case Json.JsonNumber(var value) -> out.append(value);
            case Json.JsonString(var value) -> quote(value, out);
            case Json.JsonArray(var values) -> {
                out.append('[');
                for (int i = 0; i < values.size(); i++) {
                    if (i > 0) out.append(',');
                    write(values.get(i), out);
                }
                out.append(']');
            }
            case Json.JsonObject(var members) -> {
                out.append('{');
                boolean first = true;
                for (var member : members.entrySet()) {
                    if (!first) out.append(',');
                    first = false;
                    quote(member.getKey(), out);
                    out.append(':');
                    write(member.getValue(), out);
                }
                out.append('}');
            }
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
