package io.tidemark.launcher.node;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Sends what is logged to a file of the process's own directory: the console is for what a person asked. */
public final class LogFile {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{1} [%thread] %msg%n";

    private static final int LOGS_KEPT = 2;

    private LogFile() {}

    /** Returns the file. It is begun anew at 16 MiB; the two before it are kept. */
    public static Path open(Path directory) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Path file = directory.resolve("tidemark.log");
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder(context, PATTERN));
        appender.setRollingPolicy(rolling(context, directory.resolve("tidemark.%i.log"), LOGS_KEPT, appender));
        appender.setTriggeringPolicy(atSize(context));
        appender.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        return file;
    }

    private static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }

    private static FixedWindowRollingPolicy rolling(
            LoggerContext context, Path names, int kept, RollingFileAppender<ILoggingEvent> appender) {
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(names.toString());
        rolling.setMinIndex(1);
        rolling.setMaxIndex(kept);
        rolling.start();
        return rolling;
    }

    private static SizeBasedTriggeringPolicy<ILoggingEvent> atSize(LoggerContext context) {
        SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
        trigger.setContext(context);
        trigger.setMaxFileSize(FileSize.valueOf("16MB"));
        trigger.start();
        return trigger;
    }
}
