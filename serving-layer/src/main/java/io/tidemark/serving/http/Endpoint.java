package io.tidemark.serving.http;

/** Answers one kind of request. May be called by many threads. */
@FunctionalInterface
interface Endpoint {
    /**
     * @throws ProblemException if the request cannot be answered
     */
    Reply answer(ApiRequest request);
}
