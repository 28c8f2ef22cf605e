package io.tidemark.launcher.node;

import io.tidemark.fault.Fault;
import java.io.PrintStream;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the code that ends the process from inside, such as a definition that calls {@code System.exit}, and then ends it as
 * if it had been killed. The thread that called it never comes back, so a node that closed itself would wait for it for ever,
 * and neither work nor end. {@code Runtime.halt} cannot be seen by anybody.
 */
public final class ExitWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ExitWatch.class);
    private static final long LOOK_AGAIN_NANOS = 200_000_000;
    private static final int FAILED = 1;

    private final Class<?> entry;
    private final PrintStream told;

    private ExitWatch(Class<?> entry, PrintStream told) {
        this.entry = entry;
        this.told = told;
    }

    /**
     * Watches until the process ends.
     *
     * @param entry whose own exits are meant
     */
    public static void begin(Class<?> entry, PrintStream told) {
        ExitWatch watch = new ExitWatch(entry, told);
        Runtime.getRuntime().addShutdownHook(new Thread(watch::ends, "exit-watch"));
    }

    private void ends() {
        look();
        // Who is told to end (SIGTERM) waits for the records in hand, and the code may call it on one of those.
        Thread goingOn = new Thread(this::lookAgain, "exit-watch-on");
        goingOn.setDaemon(true);
        goingOn.start();
    }

    private void lookAgain() {
        while (true) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            look();
        }
    }

    private void look() {
        fault(Thread.getAllStackTraces().values(), entry).ifPresent(fault -> {
            LOG.error("ends: fault={}", fault);
            told.println(fault);
            told.flush();
            Runtime.getRuntime().halt(FAILED);
        });
    }

    /** What is told of the stack that asks for the process's end, if there is one that is not the entry's own. */
    static Optional<Fault> fault(Collection<StackTraceElement[]> stacks, Class<?> entry) {
        return stacks.stream()
                .flatMap(stack -> caller(stack).stream())
                .filter(caller -> !caller.getClassName().equals(entry.getName()))
                .findFirst()
                .map(caller -> new Fault(
                        "TM-CODE-006",
                        "code at " + caller,
                        "it ends the process: it calls System.exit, or what does the same",
                        "let it throw an exception instead, and start again: no record was lost or left out"));
    }

    private static Optional<StackTraceElement> caller(StackTraceElement[] stack) {
        for (int i = stack.length - 1; i > 0; i--) {
            if (isExit(stack[i - 1])) {
                return Optional.of(stack[i]);
            }
        }
        return Optional.empty();
    }

    private static boolean isExit(StackTraceElement frame) {
        boolean isOfJava = frame.getClassName().equals("java.lang.System")
                || frame.getClassName().equals("java.lang.Runtime");
        return isOfJava && frame.getMethodName().equals("exit");
    }
}
