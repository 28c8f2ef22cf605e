package io.tidemark.http.problem;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
import io.tidemark.memory.OverBudgetException;
import io.tidemark.usercode.UserCodeException;
import java.io.IOException;
import java.util.concurrent.CancellationException;

/**
 * A request's failure as RFC 9457 has it, with place, fault and mend.
 *
 * @param place what is at fault, such as a parameter
 * @param fault what is wrong with it, with its value
 * @param mend what to do instead
 */
public record Problem(HttpFault kind, String place, String fault, String mend) {
    /**
     * What anything that is thrown while a request is answered comes to.
     *
     * @param asked what was asked for, if the failure does not know better
     */
    public static Problem of(Throwable thrown, String asked) {
        if (thrown instanceof ProblemException known) {
            return known.problem();
        }
        if (thrown instanceof CancellationException) {
            return new Problem(HttpFault.TIMED_OUT, asked, "took too long", "ask for less, or see /v1/status");
        }
        if (thrown instanceof OverBudgetException over) {
            return over.isAlone()
                    ? new Problem(
                            HttpFault.NO_MEMORY,
                            asked,
                            "takes more than the " + over.budget() + " bytes that there are for all answers",
                            "ask for fewer rows or metrics at once, or give the node more memory")
                    : new Problem(
                            HttpFault.NO_MEMORY,
                            asked,
                            "needs memory that others hold, of " + over.budget() + " bytes for all answers",
                            "try again in a second, or ask for less at once");
        }
        if (thrown instanceof FaultException named) {
            return new Problem(
                    thrown instanceof UserCodeException ? HttpFault.MODEL_CODE : HttpFault.UNEXPECTED,
                    named.fault().place(),
                    named.fault().code() + ": " + named.fault().fault(),
                    named.fault().mend());
        }
        return new Problem(HttpFault.UNEXPECTED, asked, Reason.of(thrown), "report what the node's log says");
    }

    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "urn:tidemark:problem:" + kind.code());
        json.writeStringField("title", kind.title());
        json.writeNumberField("status", kind.status());
        json.writeStringField("detail", place + ": " + fault + "; " + mend);
        json.writeStringField("code", kind.code());
        json.writeStringField("place", place);
        json.writeStringField("fault", fault);
        json.writeStringField("mend", mend);
        json.writeEndObject();
    }
}
