package io.tidemark.launcher.config;

import io.tidemark.fault.Fault;
import io.tidemark.http.problem.NearestName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys that the environment gives: {@code TIDEMARK_HTTP_PORT} is {@code http.port}, and so is every other. */
final class Environment {
    private static final String PREFIX = "TIDEMARK_";

    /** Of the script and of the commands that ask a node; no keys. */
    private static final Set<String> OTHERS = Set.of(
            "TIDEMARK_OPTS", "TIDEMARK_CA", "TIDEMARK_TOKEN", "TIDEMARK_USER", "TIDEMARK_PASSWORD", "TIDEMARK_URL");

    /** What Kubernetes gives to every process for a service whose name begins with tidemark. */
    private static final Pattern OF_A_SERVICE = Pattern.compile(
            "TIDEMARK_(?:\\w+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\\w+)?|PORT(?:_\\d+_(?:TCP|UDP|SCTP)(?:_\\w+)?)?)");

    private static final Pattern SCHEDULE =
            Pattern.compile("TIDEMARK_RECOMPUTE_([A-Z0-9_]+)_(CRON|LAST|AGGREGATIONS|ZONE)");

    private static final Pattern ADDRESS = Pattern.compile("(?:tcp|udp|sctp)://.*");

    private Environment() {}

    static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /**
     * @param written the keys that the file has: schedules have names of their own
     * @param faults is told of variables that look like keys and are none
     */
    static Map<String, Written> keys(Map<String, String> environment, Collection<String> written, List<Fault> faults) {
        Map<String, String> keys = new TreeMap<>();
        UnknownKeys.knownNames(written).forEach(key -> keys.put(variable(key), key));
        UnknownKeys.FORMER.keySet().forEach(key -> keys.put(variable(key), key));
        Map<String, Written> given = new LinkedHashMap<>();
        new TreeMap<>(environment).forEach((name, text) -> {
            if (!name.startsWith(PREFIX) || OTHERS.contains(name) || isOfAService(name, text, keys.keySet())) {
                return;
            }
            String place = "environment, variable " + name;
            String key = keys.getOrDefault(name, ofASchedule(name));
            if (key == null) {
                faults.add(new Fault(
                        "TM-CFG-001",
                        place,
                        "is not known",
                        "did you mean " + NearestName.of(name, keys.keySet()) + "?"));
            } else {
                given.put(key, new Written(text.strip(), place));
            }
        });
        return given;
    }

    /** The key of a schedule that only the environment names, or null. */
    private static String ofASchedule(String name) {
        Matcher matcher = SCHEDULE.matcher(name);
        return matcher.matches()
                ? ("recompute." + matcher.group(1).replace('_', '-') + "." + matcher.group(2)).toLowerCase(Locale.ROOT)
                : null;
    }

    private static boolean isOfAService(String name, String text, Set<String> keys) {
        boolean isKey = keys.contains(name) && !ADDRESS.matcher(text).matches();
        return !isKey && OF_A_SERVICE.matcher(name).matches();
    }
}
