package io.tidemark.batch.follow;

import java.util.Map;

/**
 * Who is shown what is published.
 *
 * @param name what a {@link FollowerProvider} is called
 * @param options settings in the follower's own names, such as {@code catalog.uri}
 */
public record FollowerChoice(String name, Map<String, String> options) {
    public FollowerChoice {
        options = Map.copyOf(options);
    }
}
