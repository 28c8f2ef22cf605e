package io.tidemark.launcher.command.option;

import io.tidemark.serving.http.query.TimeText;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** An instant as the API takes it: ISO 8601, a date, milliseconds, or a time before now. */
public final class InstantText {
    private InstantText() {}

    /**
     * Reads what an option says.
     *
     * @param zone in which a date is a day
     * @throws ParameterException if it is no instant
     */
    public static Instant read(CommandLine command, String option, String text, ZoneId zone) {
        try {
            return Instant.ofEpochMilli(TimeText.millis(option, text, Clock.system(zone)));
        } catch (RuntimeException refused) {
            throw new ParameterException(command, refused.getMessage(), refused);
        }
    }
}
