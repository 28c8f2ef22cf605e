package io.tidemark.http;

import io.tidemark.http.access.Doorkeeper;
import io.tidemark.http.exchange.Routes;
import io.tidemark.http.problem.AnswerFaults;
import io.tidemark.http.problem.Failures;

/**
 * What a node answers.
 *
 * @param name of the node's threads: {@code serving}
 * @param failures what is thrown while it does
 * @param faults where what fails stands
 * @param requested is told of each answer
 * @param doorkeeper knows who asks
 */
public record Offer(
        String name,
        Routes routes,
        Files files,
        Failures failures,
        AnswerFaults faults,
        Requested requested,
        Doorkeeper doorkeeper) {}
