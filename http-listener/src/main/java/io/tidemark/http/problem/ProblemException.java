package io.tidemark.http.problem;

/** Ends a request with a problem. Carries no stack trace: it is the caller who must act. */
public final class ProblemException extends RuntimeException {
    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(
                problem.kind().code() + " " + problem.place() + ": " + problem.fault() + "; " + problem.mend(),
                null,
                false,
                false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
