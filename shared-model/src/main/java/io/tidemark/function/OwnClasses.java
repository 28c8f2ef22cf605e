package io.tidemark.function;

import io.tidemark.fault.Fault;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which classes are a user's, so that what they do is part of a definition's meaning: all but the JDK's, Tidemark's own,
 * whose names and parameters stand for them, and those that only write logs. Owned by one thread.
 */
final class OwnClasses {
    private static final List<String> OURS = List.of(
            "aggregator",
            "codec",
            "event",
            "fault",
            "fold",
            "function",
            "log",
            "loop",
            "manifest",
            "model",
            "seam",
            "stream",
            "testkit",
            "tidemark",
            "time",
            "usercode");
    private static final List<String> LOGS =
            List.of("org/slf4j/", "org/apache/logging/", "org/apache/commons/logging/", "ch/qos/logback/");
    private static final List<String> LOGGERS =
            List.of("java/util/logging/", "java/lang/System$Logger", "jdk/internal/logger/", "sun/util/logging/");
    private static final String OUR_PLACE = place(Fault.class.getResource("Fault.class"), "io/tidemark/fault/Fault");

    private final ClassLoader loader;
    private final Map<String, Boolean> known = new HashMap<>();

    OwnClasses(ClassLoader loader) {
        this.loader = loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }

    /** By internal name, {@code a/b/C}. */
    boolean isOwn(String internalName) {
        return known.computeIfAbsent(internalName, this::find);
    }

    boolean isOwn(Class<?> type) {
        return !type.isArray() && !type.isPrimitive() && isOwn(type.getName().replace('.', '/'));
    }

    /** Whether a class only writes logs; by its name. */
    static boolean isOfLogs(String name) {
        String internalName = name.replace('.', '/');
        return Stream.concat(LOGS.stream(), LOGGERS.stream()).anyMatch(internalName::startsWith);
    }

    private boolean find(String name) {
        if (name.startsWith("[") || name.startsWith("java/") || LOGS.stream().anyMatch(name::startsWith)) {
            return false;
        }
        URL file = loader.getResource(name + ".class");
        if (file == null || file.getProtocol().equals("jrt")) {
            return false;
        }
        boolean hasOurName = OURS.stream().anyMatch(each -> name.startsWith("io/tidemark/" + each + "/"));
        return !(hasOurName && place(file, name).equals(OUR_PLACE));
    }

    /** The folder or jar that a class file is in. */
    private static String place(URL file, String name) {
        String text = String.valueOf(file);
        int end = text.length() - name.length() - ".class".length();
        return end > 0 ? text.substring(0, end) : text;
    }
}
