package io.tidemark.batch.storage;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * How S3A is set where nobody says otherwise. What fails is tried again by whoever asked, for as long as it takes and with a
 * fault that says so: a call that tries for minutes by itself keeps that from being said.
 */
final class S3Settings {
    private static final String BUILT_IN = "core-default.xml";
    private static final Map<String, String> INSTEAD = Map.of(
            "fs.s3a.retry.limit", "2",
            "fs.s3a.attempts.maximum", "1",
            // The other kind has a library of its own, and takes each object that was replaced for an error to be
            // logged.
            "fs.s3a.input.stream.type", "classic");

    private S3Settings() {}

    static Configuration of(Configuration given) {
        Configuration settings = new Configuration(given);
        INSTEAD.forEach((key, value) -> {
            if (isBuiltIn(settings, key)) {
                settings.set(key, value);
            }
        });
        return settings;
    }

    private static boolean isBuiltIn(Configuration settings, String key) {
        String[] sources = settings.getPropertySources(key);
        return sources == null || sources.length == 0 || sources[sources.length - 1].endsWith(BUILT_IN);
    }
}
