package io.tidemark.http.problem;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
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
