package io.tidemark.http.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Keeps passwords from being tried out: after some wrong ones for one user from one address, or many from one address,
 * no further is looked at for a while. By both, so that nobody can lock a user out from elsewhere.
 */
final class WrongGuesses {
    private static final int FOR_A_USER = 10;
    private static final int FROM_AN_ADDRESS = 100;
    private static final double A_MINUTE = 60.0;
    private static final int MOST_KNOWN = 100_000;

    private final LongSupplier nanos;
    private final Cache<Object, TokenBucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    private record UserThere(String user, String address) {}

    WrongGuesses(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** After how many seconds another password is looked at; empty: now. */
    OptionalLong secondsToWait(String user, String address) {
        TokenBucket ofUser = buckets.getIfPresent(new UserThere(user, address));
        TokenBucket ofAddress = buckets.getIfPresent(address);
        if (ofUser != null && !ofUser.hasAny()) {
            return OptionalLong.of(ofUser.secondsToWait());
        }
        return ofAddress == null || ofAddress.hasAny()
                ? OptionalLong.empty()
                : OptionalLong.of(ofAddress.secondsToWait());
    }

    void count(String user, String address) {
        bucket(new UserThere(user, address), FOR_A_USER).take(1);
        bucket(address, FROM_AN_ADDRESS).take(1);
    }

    private TokenBucket bucket(Object key, int aMinute) {
        return buckets.get(key, k -> new TokenBucket(aMinute, aMinute / A_MINUTE, nanos));
    }
}
