package io.tidemark.serving.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One method at one path.
 *
 * @param template the path, with the parts that vary in braces: {@code /v1/runs/{id}}
 */
record Route(String method, String template, Work work, Endpoint endpoint) {
    /** Who answers. */
    enum Work {
        /** The thread that brings the request: nothing here waits. */
        AT_ONCE,
        /** A worker, within the time a request may take. */
        BY_WORKER
    }

    /** The parts of the path that vary, if the path is of this route. */
    Optional<Map<String, String>> match(String path) {
        String[] wanted = template.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return Optional.empty();
        }
        Map<String, String> parts = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                parts.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }
}
