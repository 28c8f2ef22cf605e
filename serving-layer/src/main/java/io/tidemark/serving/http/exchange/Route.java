package io.tidemark.serving.http.exchange;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One method at one path.
 *
 * @param template the path, with the parts that vary in braces: {@code /v1/runs/{id}}
 * @param parts of the template, between its slashes
 */
public record Route(String method, String template, Work work, Endpoint endpoint, List<String> parts) {
    /** Who answers. */
    public enum Work {
        /** The thread that brings the request: nothing here waits. */
        AT_ONCE,
        /** A worker, within the time a request may take. */
        BY_WORKER,
        /** The thread that brings the request, if what it asks is small: a hand-over costs more than that. Else a worker. */
        BY_SIZE
    }

    public static Route atOnce(String method, String template, Endpoint.Answering answering) {
        return new Route(method, template, Work.AT_ONCE, Endpoint.whole(answering));
    }

    public static Route byWorker(String method, String template, Endpoint.Answering answering) {
        return new Route(method, template, Work.BY_WORKER, Endpoint.whole(answering));
    }

    public static Route readByWorker(String method, String template, Endpoint endpoint) {
        return new Route(method, template, Work.BY_WORKER, endpoint);
    }

    public static Route bySize(String method, String template, Endpoint endpoint) {
        return new Route(method, template, Work.BY_SIZE, endpoint);
    }

    private Route(String method, String template, Work work, Endpoint endpoint) {
        this(method, template, work, endpoint, split(template));
    }

    public static List<String> split(String path) {
        return List.of(path.split("/", -1));
    }

    public boolean matches(List<String> path) {
        if (parts.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!varies(i) && !parts.get(i).equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The parts of a matching path that vary, by name. */
    public Map<String, String> varying(List<String> path) {
        Map<String, String> varying = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            if (varies(i)) {
                varying.put(parts.get(i).substring(1, parts.get(i).length() - 1), path.get(i));
            }
        }
        return varying;
    }

    private boolean varies(int part) {
        return parts.get(part).startsWith("{");
    }
}
