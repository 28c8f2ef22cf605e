package io.tidemark.http.identity;

import io.tidemark.http.identity.Authenticator.Recognised;
import io.tidemark.http.identity.Authenticator.Refused;
import io.tidemark.http.identity.Authenticator.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Several ways to recognise somebody, of which the first counts that does. Safe for use by many threads. */
public final class Authentication {
    private final List<Authenticator> chain;
    private final WrongGuesses guesses;

    /** Too many wrong passwords were sent: no further is looked at for some seconds. */
    public record Wait(long seconds) implements Outcome {}

    /** Somebody was recognised, or nobody. */
    public record Judged(Verdict verdict) implements Outcome {}

    /** What comes of looking at credentials. */
    public sealed interface Outcome {}

    /** @param nanos a clock that is never set */
    public Authentication(List<Authenticator> chain, LongSupplier nanos) {
        this.chain = List.copyOf(chain);
        this.guesses = new WrongGuesses(nanos);
    }

    /** Whether to look at credentials takes long, or may wait. */
    public boolean takesLong(Credentials credentials) {
        for (Authenticator authenticator : chain) {
            if (authenticator.takes(credentials) && authenticator.takesLong()) {
                return true;
            }
        }
        return false;
    }

    /** @param address of who sent them, for what is counted of wrong passwords */
    public Outcome authenticate(Credentials credentials, String address) {
        Optional<String> user =
                credentials instanceof Credentials.Basic basic ? Optional.of(basic.user()) : Optional.empty();
        OptionalLong wait = user.isPresent() ? guesses.secondsToWait(user.get(), address) : OptionalLong.empty();
        if (wait.isPresent()) {
            return new Wait(wait.getAsLong());
        }
        Verdict last = new Refused("credentials of this kind are not taken here");
        for (Authenticator authenticator : chain) {
            if (authenticator.takes(credentials)) {
                last = authenticator.verify(credentials);
                if (last instanceof Recognised) {
                    return new Judged(last);
                }
            }
        }
        user.ifPresent(name -> guesses.count(name, address));
        return new Judged(last);
    }

    /** Rises with each change of what it goes by. */
    public long generation() {
        long sum = 0;
        for (Authenticator authenticator : chain) {
            sum += authenticator.generation();
        }
        return sum;
    }

    /** Looks whether what it goes by was changed; called now and then by one thread. */
    public void refresh() {
        chain.forEach(Authenticator::refresh);
    }
}
