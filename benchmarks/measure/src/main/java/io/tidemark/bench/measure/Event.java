package io.tidemark.bench.measure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The three fields of an ad event that the query needs. */
public record Event(String adId, String type, long time) {
    public static final String VIEW = "view";

    private static final JsonFactory JSON = new JsonFactory();

    /** Streams through the JSON until it has the three fields. */
    public static Event parse(byte[] json) {
        String adId = null;
        String type = null;
        long time = -1;
        int missing = 3;
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            String name;
            while (missing > 0 && (name = parser.nextFieldName()) != null) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "ad_id" -> {
                        adId = parser.getText();
                        missing--;
                    }
                    case "event_type" -> {
                        type = parser.getText();
                        missing--;
                    }
                    case "event_time" -> {
                        time = parser.getLongValue();
                        missing--;
                    }
                    default -> {
                        if (value.isStructStart()) {
                            parser.skipChildren();
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Event(adId, type, time);
    }

    public boolean isView() {
        return VIEW.equals(type);
    }
}
