package io.tidemark.launcher.command.option;

import io.tidemark.time.Window;
import java.time.ZoneId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time zone as the API takes it. */
public final class ZoneText implements ITypeConverter<ZoneId> {
    @Override
    public ZoneId convert(String text) {
        try {
            return Window.zone(text);
        } catch (IllegalArgumentException refused) {
            throw new TypeConversionException(refused.getMessage());
        }
    }
}
