package io.tidemark.http;

import io.tidemark.http.exchange.Reply;
import io.tidemark.http.problem.AnswerFaults;
import io.tidemark.http.problem.Failures;
import io.tidemark.http.problem.Problem;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an attempt to answer comes to: a reply, also where something was thrown, and a fault while it stands. */
final class Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    private final Failures failures;
    private final AnswerFaults faults;

    Outcomes(Failures failures, AnswerFaults faults) {
        this.failures = failures;
        this.faults = faults;
    }

    Reply answered(Exchange exchange, Reply reply) {
        answered(exchange);
        return reply;
    }

    void answered(Exchange exchange) {
        if (faults.isAny()) {
            faults.answered(exchange.asked());
        }
    }

    /** That an answer which was begun cannot be ended. Returns the status that it would have had. */
    int brokeOff(Exchange exchange, Throwable thrown) {
        Problem problem = failures.of(thrown, exchange.route().template());
        LOG.warn("An answer broke off: asked={}, problem={}", exchange.asked(), problem);
        faults.failed(exchange.asked(), problem, thrown);
        return problem.kind().status();
    }

    Reply failed(Exchange exchange, Throwable thrown) {
        return failed(exchange.request(), thrown, exchange.route().template());
    }

    Reply failed(Request request, Throwable thrown, String place) {
        Problem problem = failures.of(thrown, place);
        faults.failed(Exchange.asked(request), problem, thrown);
        return Reply.problem(problem);
    }
}
