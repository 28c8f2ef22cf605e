package io.tidemark.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.http.identity.Authentication;
import io.tidemark.http.identity.Authentication.Judged;
import io.tidemark.http.identity.Authentication.Wait;
import io.tidemark.http.identity.Authenticator.Recognised;
import io.tidemark.http.identity.Authenticator.Refused;
import io.tidemark.http.identity.Credentials;
import io.tidemark.http.identity.NodesSecret;
import io.tidemark.http.identity.Sha256;
import io.tidemark.http.identity.WatchedFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes an {@link Asker} of a request's {@code Authorization}, and knows those of before: a header that was looked at is
 * not looked at again until what vouches for it changes or its time is over. Keeps digests of headers, not headers. Safe
 * for use by many threads.
 */
public final class Doorkeeper {
    /** Whoever it is, where nobody has to say who they are. */
    public static final Admitted ANYBODY = new Admitted(Asker.ANYBODY);

    private static final Admitted STRANGER = new Admitted(Asker.STRANGER);
    private static final int MOST_KNOWN = 10_000;

    private final Optional<Authentication> authentication;
    private final Supplier<Rules> rules;
    private final LongSupplier rulesGeneration;
    private final Runnable refresh;
    private final List<String> aggregations;
    private final Clock clock;
    private volatile AskerLimits limits = AskerLimits.NONE;
    private final Cache<String, Allowance> allowances =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();
    private final byte[] salt = new byte[16];
    private final Cache<Digest, Asker> known =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();

    /** Of a header, with a salt that no other process has. */
    private record Digest(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Digest digest && MessageDigest.isEqual(bytes, digest.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /** Whether somebody is let in. */
    public sealed interface Admission {}

    /** Somebody is. */
    public record Admitted(Asker asker) implements Admission {}

    /** Nobody is, and why. */
    public record TurnedAway(String why) implements Admission {}

    /** Not for some seconds. */
    public record Later(long seconds) implements Admission {}

    /** Its answer would take long: {@link #admit} is for a thread that others do not need. */
    public record LooksLong(Credentials credentials) implements Admission {}

    private Doorkeeper(
            Optional<Authentication> authentication,
            Supplier<Rules> rules,
            LongSupplier rulesGeneration,
            Runnable refresh,
            List<String> aggregations,
            Clock clock) {
        this.authentication = authentication;
        this.rules = rules;
        this.rulesGeneration = rulesGeneration;
        this.refresh = refresh;
        this.aggregations = List.copyOf(aggregations);
        this.clock = clock;
        new SecureRandom().nextBytes(salt);
    }

    /** Lets anybody in, to everything. */
    public static Doorkeeper open() {
        return new Doorkeeper(Optional.empty(), () -> Rules.BY_ROLE, () -> 0, () -> {}, List.of(), Clock.systemUTC());
    }

    /** Lets in the nodes that know a secret; anybody, if there is none. */
    public static Doorkeeper ofNodes(Optional<NodesSecret> secret) {
        return secret.map(known -> of(
                        new Authentication(List.of(known), System::nanoTime),
                        Optional.empty(),
                        List.of(),
                        Clock.systemUTC()))
                .orElseGet(Doorkeeper::open);
    }

    /**
     * Lets in whoever is recognised.
     *
     * @param rules empty: a principal's roles are its rights
     * @param aggregations all that there are
     */
    public static Doorkeeper of(
            Authentication authentication, Optional<WatchedFile<Rules>> rules, List<String> aggregations, Clock clock) {
        return new Doorkeeper(
                Optional.of(authentication),
                () -> rules.map(WatchedFile::value).orElse(Rules.BY_ROLE),
                () -> rules.map(WatchedFile::generation).orElse(0L),
                () -> {
                    authentication.refresh();
                    rules.ifPresent(WatchedFile::look);
                },
                aggregations,
                clock);
    }

    /** Sets how much each asker may; before anybody asks. */
    Doorkeeper within(AskerLimits others) {
        limits = others;
        return this;
    }

    /** What an asker has left, if there are limits. */
    public Optional<Allowance> allowance(Asker asker, String address) {
        if (limits.isNone()) {
            return Optional.empty();
        }
        String who = asker == Asker.ANYBODY || asker.isStranger()
                ? "address " + address
                : "principal " + asker.principal().name();
        return Optional.of(allowances.get(who, w -> new Allowance(limits, System::nanoTime)));
    }

    /** Whether nobody has to say who they are. */
    public boolean isOpen() {
        return authentication.isEmpty();
    }

    /**
     * Who asks, if that can be told at once.
     *
     * @param authorization the header, or null
     */
    public Admission knows(String authorization, String address) {
        if (authentication.isEmpty()) {
            return ANYBODY;
        }
        if (authorization == null) {
            return STRANGER;
        }
        Digest digest = digest(authorization);
        Asker before = known.getIfPresent(digest);
        if (before != null && before.isKnown(generation(), clock.instant())) {
            return new Admitted(before);
        }
        Optional<Credentials> credentials = Credentials.of(authorization);
        if (credentials.isEmpty()) {
            return new TurnedAway("the header Authorization is neither Bearer nor Basic");
        }
        return authentication.get().takesLong(credentials.get())
                ? new LooksLong(credentials.get())
                : admit(authorization, credentials.get(), address);
    }

    /** Looks at credentials however long it takes. */
    public Admission admit(String authorization, Credentials credentials, String address) {
        // Before anything is looked at: what changes meanwhile makes what is kept be looked at again.
        long generation = generation();
        Authentication.Outcome outcome = authentication.orElseThrow().authenticate(credentials, address);
        if (outcome instanceof Wait wait) {
            return new Later(wait.seconds());
        }
        if (((Judged) outcome).verdict() instanceof Recognised recognised) {
            Asker asker = new Asker(recognised, rules.get(), aggregations, generation);
            known.put(digest(authorization), asker);
            return new Admitted(asker);
        }
        return new TurnedAway(((Refused) ((Judged) outcome).verdict()).why());
    }

    /** Whether what somebody follows may go on: nothing was changed, and what vouches for them is not over. */
    public boolean mayGoOn(Asker asker) {
        return asker.mayGoOn(generation(), clock.instant());
    }

    /** Rises with each change of who is known or of what they may. */
    private long generation() {
        return authentication.map(Authentication::generation).orElse(0L) + rulesGeneration.getAsLong();
    }

    /** Looks whether who is known and what they may was changed; called now and then by one thread. */
    public void refresh() {
        refresh.run();
    }

    private Digest digest(String authorization) {
        return new Digest(Sha256.of(salt, authorization.getBytes(StandardCharsets.UTF_8)));
    }
}
