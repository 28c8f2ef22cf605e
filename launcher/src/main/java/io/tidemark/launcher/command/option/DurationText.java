package io.tidemark.launcher.command.option;

import io.tidemark.launcher.config.ValueType;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as the configuration file writes it. */
public final class DurationText implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return ValueType.DURATION.parser().parse(text, Path.of(""));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    "\"" + text + "\" " + e.getMessage() + "; write " + ValueType.DURATION.says());
        }
    }
}
