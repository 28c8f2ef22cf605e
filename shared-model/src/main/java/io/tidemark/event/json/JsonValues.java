package io.tidemark.event.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.event.DecodeException;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.ValueType;
import io.tidemark.event.ValueType.Scalar;
import io.tidemark.event.check.TextValues;
import io.tidemark.event.value.DecimalTexts;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How each value type is read from JSON. */
final class JsonValues {
    private JsonValues() {}

    static JsonValue of(ValueType type, String place, UndeclaredFields undeclared) {
        if (type instanceof Scalar scalar) {
            return scalar(scalar, place, undeclared);
        }
        if (type instanceof ValueType.EnumType enumType) {
            TextValues.Constants constants = new TextValues.Constants(enumType);
            return parser -> constants.named(place, text(parser, place));
        }
        if (type instanceof ValueType.RecordType recordType) {
            return JsonRecord.nested(recordType.schema(), place, undeclared);
        }
        if (type instanceof ValueType.ListType list) {
            return list(of(list.element(), place + "[]", undeclared), place);
        }
        if (type instanceof ValueType.MapType map) {
            return map(of(map.value(), place + "{}", undeclared), place);
        }
        JsonValue inside = of(((ValueType.OptionalType) type).value(), place, undeclared);
        return parser -> Optional.of(inside.read(parser));
    }

    private static JsonValue scalar(Scalar type, String place, UndeclaredFields undeclared) {
        return switch (type) {
            case BOOLEAN -> parser -> bool(parser, place);
            case BYTE, SHORT, INT, LONG -> parser -> TextValues.box(type, whole(parser, place, type));
            case CHAR -> parser -> TextValues.character(place, text(parser, place));
            case FLOAT, DOUBLE -> parser -> floating(parser, place, type, undeclared);
            case STRING -> parser -> TextValues.string(place, text(parser, place));
            case INSTANT ->
                parser -> parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                        ? TextValues.instant(place, whole(parser, place, Scalar.LONG))
                        : TextValues.instant(place, text(parser, place));
            case LOCAL_DATE -> parser -> TextValues.date(place, text(parser, place));
            case DECIMAL -> parser -> decimal(parser, place);
        };
    }

    private static JsonValue list(JsonValue element, String place) {
        return parser -> {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw wrong(parser, place, "is not an array");
            }
            List<Object> elements = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                elements.add(token == JsonToken.VALUE_NULL ? null : element.read(parser));
            }
            return Collections.unmodifiableList(elements);
        };
    }

    private static JsonValue map(JsonValue value, String place) {
        return parser -> {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw wrong(parser, place, "is not an object");
            }
            Map<String, Object> entries = new LinkedHashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                String key = TextValues.string(place, name);
                entries.put(key, parser.nextToken() == JsonToken.VALUE_NULL ? null : value.read(parser));
            }
            return Collections.unmodifiableMap(entries);
        };
    }

    static boolean bool(JsonParser parser, String place) throws IOException, DecodeException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw wrong(parser, place, "is not true or false");
        };
    }

    static String text(JsonParser parser, String place) throws IOException, DecodeException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(parser, place, "is not text");
        }
        return parser.getText();
    }

    static long whole(JsonParser parser, String place, Scalar type) throws IOException, DecodeException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw wrong(parser, place, "is not a whole number");
        }
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw outOfRange(parser, place, type);
        }
        long value = parser.getLongValue();
        if (value < TextValues.minimum(type) || value > TextValues.maximum(type)) {
            throw outOfRange(parser, place, type);
        }
        return value;
    }

    /** The double that is nearest to what the log says, also for a float, which it must not be too large for. */
    static double floating(JsonParser parser, String place, Scalar type, UndeclaredFields undeclared)
            throws IOException, DecodeException {
        if (!parser.currentToken().isNumeric()) {
            throw wrong(parser, place, "is not a number");
        }
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value) || (type == Scalar.FLOAT && !Float.isFinite((float) value))) {
            throw outOfRange(parser, place, type);
        }
        if (undeclared.areKept() && !DecimalTexts.tells(value, parser.getText())) {
            undeclared.tellMore();
        }
        return value;
    }

    private static BigDecimal decimal(JsonParser parser, String place) throws IOException, DecodeException {
        if (!parser.currentToken().isNumeric()) {
            throw wrong(parser, place, "is not a number");
        }
        return TextValues.decimal(place, parser.getDecimalValue());
    }

    private static DecodeException outOfRange(JsonParser parser, String place, Scalar type) throws IOException {
        String name = type.name().toLowerCase(Locale.ROOT);
        return TextValues.fault(place, parser.getText(), "is out of the range of " + name);
    }

    static DecodeException wrong(JsonParser parser, String place, String fault) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> TextValues.fault(place, "an object", fault);
            case START_ARRAY -> TextValues.fault(place, "an array", fault);
            case VALUE_STRING -> TextValues.fault(place, '"' + parser.getText() + '"', fault);
            default -> TextValues.fault(place, parser.getText(), fault);
        };
    }
}
