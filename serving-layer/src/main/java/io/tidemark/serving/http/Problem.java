package io.tidemark.serving.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * A request's failure as RFC 9457 has it, with place, fault and mend.
 *
 * @param place what is at fault, such as a parameter
 * @param fault what is wrong with it, with its value
 * @param mend what to do instead
 */
record Problem(HttpFault kind, String place, String fault, String mend) {
    void write(JsonGenerator json) throws IOException {
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
