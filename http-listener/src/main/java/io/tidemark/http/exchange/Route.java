package io.tidemark.http.exchange;

/**
 * One method at one path.
 *
 * @param template the path, with the parts that vary in braces: {@code /v1/runs/{id}}
 * @param access what right it needs
 * @param body what is read of a request before it is answered
 */
public record Route(String method, String template, Access access, Body body, Work work, Endpoint endpoint) {
    /** Who answers. */
    public enum Work {
        /** The thread that brings the request: nothing here waits. */
        AT_ONCE,
        /** A worker, within the time a request may take. */
        BY_WORKER,
        /**
         * As by a worker, of those that no question holds: what tells how a node fares, steers it, or goes before a question.
         */
        BY_KEPT_WORKER,
        /** The thread that brings the request, if what it asks is small: a hand-over costs more than that. Else a worker. */
        BY_SIZE,
        /** As at once; but the answer has no end, and of what has no end there is no head. */
        ENDLESS
    }

    /** A path and what it needs, of which routes are made. */
    public record At(Access access, String template) {
        public Route get(Work work, Endpoint endpoint) {
            return new Route("GET", template, access, Body.NONE, work, endpoint);
        }

        public Route getAtOnce(Endpoint.Answering answering) {
            return get(Work.AT_ONCE, Endpoint.whole(answering));
        }

        public Route getByWorker(Endpoint.Answering answering) {
            return get(Work.BY_WORKER, Endpoint.whole(answering));
        }

        public Route getByKeptWorker(Endpoint.Answering answering) {
            return get(Work.BY_KEPT_WORKER, Endpoint.whole(answering));
        }

        public Route post(Body body, Endpoint endpoint) {
            return post(Work.BY_WORKER, body, endpoint);
        }

        public Route postToKeptWorker(Body body, Endpoint.Answering answering) {
            return post(Work.BY_KEPT_WORKER, body, Endpoint.whole(answering));
        }

        private Route post(Work work, Body body, Endpoint endpoint) {
            return new Route("POST", template, access, body, work, endpoint);
        }
    }

    public static At open(String template) {
        return new At(Access.OPEN, template);
    }

    public static At read(String template) {
        return new At(Access.READ, template);
    }

    public static At operate(String template) {
        return new At(Access.OPERATE, template);
    }

    public static At ofNodes(String template) {
        return new At(Access.NODE, template);
    }

    /** Whether it answers a request of a method. */
    boolean takes(String asked) {
        boolean isHead = asked.equals("HEAD") && method.equals("GET") && work != Work.ENDLESS;
        return method.equals(asked) || isHead;
    }
}
