package io.tidemark.http.exchange;

import io.tidemark.http.access.Asker;
import java.util.Map;
import java.util.Set;

/**
 * A request that found its route.
 *
 * @param path the parts of the path that the route names
 * @param body empty unless something was posted
 * @param asker who sent it
 * @param form in which its answer is wanted, where there are several
 */
public record ApiRequest(Map<String, String> path, Parameters query, byte[] body, Asker asker, Form form) {
    /**
     * The words of a question: those of the query string, and those of a JSON object that was posted because they are long.
     *
     * @param ofObjects words whose values may be objects, which are taken as their text
     * @throws io.tidemark.http.problem.ProblemException if what was posted is no such object
     */
    public Parameters words(Set<String> ofObjects) {
        return body.length == 0 ? query : query.and(WordsBody.read(body, ofObjects));
    }
}
