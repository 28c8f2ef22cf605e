package io.tidemark.http.problem;

/** What whatever is thrown while a request is answered comes to; each layer knows its own. */
@FunctionalInterface
public interface Failures {
    /**
     * Never throws.
     *
     * @param asked what was asked for, if the failure does not know better
     */
    Problem of(Throwable thrown, String asked);
}
