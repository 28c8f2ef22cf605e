package io.tidemark.launcher.command.option;

import io.tidemark.serving.http.query.TimeText;
import java.time.Clock;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An instant as the API takes it: ISO 8601, a date, milliseconds, or a time before now. */
public final class InstantText implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
        try {
            return Instant.ofEpochMilli(TimeText.millis("\"" + text + "\"", text, Clock.systemUTC()));
        } catch (RuntimeException refused) {
            throw new TypeConversionException(refused.getMessage());
        }
    }
}
