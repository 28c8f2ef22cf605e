package io.tidemark.http;

import io.tidemark.http.exchange.Reply;
import io.tidemark.http.problem.AnswerFaults;
import io.tidemark.http.problem.Failures;
import io.tidemark.http.problem.Problem;
import org.eclipse.jetty.server.Request;

/** What an attempt to answer comes to: a reply, also where something was thrown, and a fault while it stands. */
final class Outcomes {
    private final Failures failures;
    private final AnswerFaults faults;

    Outcomes(Failures failures, AnswerFaults faults) {
        this.failures = failures;
        this.faults = faults;
    }

    Reply answered(Exchange exchange, Reply reply) {
        if (faults.isAny()) {
            faults.answered(exchange.asked());
        }
        return reply;
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
