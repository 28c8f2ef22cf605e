package io.tidemark.usercode;

import io.tidemark.fault.Fault;

/**
 * Sorts what a user's code throws. Every place that calls it catches every {@code Throwable} and asks here:
 *
 * <ul>
 *   <li>a {@code LinkageError} (a missing class, an initialiser that threw) is the definition's fault, and would be the
 *       next record's too: {@link UserCodeException};
 *   <li>a {@code VirtualMachineError}, such as want of memory, is no record's fault, but the code's that it came out of, which
 *       would come to the same record again: {@link UserCodeException} too; but for a stack overflow, which a record's depth can
 *       cause;
 *   <li>everything else costs the record, and only it.
 * </ul>
 *
 * Where an answer is made there is no record to blame: whatever is thrown costs that answer, by {@link #cannotAnswer}.
 */
public final class UserCode {
    private static final int LONGEST = 1000;

    private UserCode() {}

    /**
     * Returns if what was thrown is the record's fault.
     *
     * @param place what ran: an aggregation and its part, or a stream and its part
     */
    public static void requireRecordsFault(Throwable thrown, String place) {
        if (isTheMachines(thrown)) {
            throw cannotGoOn(thrown, place);
        }
        if (thrown instanceof LinkageError missing) {
            throw cannotLoad(missing, place);
        }
        if (thrown instanceof UserCodeException stopping) {
            throw stopping;
        }
    }

    /** As {@link #requireRecordsFault}, for those who do not know their place: what is no record's fault goes on as it is. */
    public static void requireRecordsFault(Throwable thrown) {
        requireNotTheMachines(thrown);
        if (thrown instanceof LinkageError missing) {
            throw missing;
        }
        if (thrown instanceof UserCodeException stopping) {
            throw stopping;
        }
    }

    /** What is told of an aggregator that cannot read what it wrote. */
    public static UserCodeException cannotRead(Throwable thrown, String place) {
        return new UserCodeException(
                new Fault(
                        "TM-CODE-003",
                        place,
                        "its aggregator cannot read what it has written: " + text(thrown),
                        "mend its read and write, as AggregatorLaws tries them, and restart"),
                thrown);
    }

    /**
     * What is told of code that throws while an answer is made, be it the machine's own error: nothing that is stored is in
     * doubt, and the next answer may be made.
     *
     * @param place what ran: an aggregation and its metric
     */
    public static UserCodeException cannotAnswer(Throwable thrown, String place) {
        if (thrown instanceof UserCodeException named) {
            return named;
        }
        if (thrown instanceof LinkageError missing) {
            return cannotLoad(missing, place);
        }
        return new UserCodeException(
                new Fault(
                        "TM-CODE-005",
                        place,
                        "its code throws while an answer is made: " + text(thrown),
                        "mend its merge, result or read, or the type of its results, and restart; what is stored is not in"
                                + " doubt"),
                thrown);
    }

    /** What is told of code that needs a class which cannot be loaded. */
    public static UserCodeException cannotLoad(LinkageError missing, String place) {
        return new UserCodeException(
                new Fault(
                        "TM-CODE-001",
                        place,
                        "needs a class that cannot be loaded: " + rootOf(missing),
                        "put the class on the class path, or mend its static initialiser or the Java version that it asks"
                                + " for, and restart: no record was lost or left out"),
                missing);
    }

    /**
     * What is told of code that the machine cannot go on with: were the error thrown on, whatever reads the record for others
     * would come to it again and again.
     */
    private static UserCodeException cannotGoOn(Throwable thrown, String place) {
        return new UserCodeException(
                new Fault(
                        "TM-CODE-007",
                        place,
                        "its code takes more than there is: " + text(thrown),
                        "mend what it makes of one record, or give the process more memory, and restart: no record was"
                                + " lost or left out"),
                thrown);
    }

    /** Throws on what no code of the user's is to blame for, such as an {@code OutOfMemoryError}. */
    public static void requireNotTheMachines(Throwable thrown) {
        if (isTheMachines(thrown)) {
            throw (VirtualMachineError) thrown;
        }
    }

    private static boolean isTheMachines(Throwable thrown) {
        return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    }

    /** What was thrown, and what caused it at the very first, which is what can be mended. */
    private static String rootOf(Throwable thrown) {
        Throwable root = thrown;
        for (int depth = 0; root.getCause() != null && depth < 100; depth++) {
            root = root.getCause();
        }
        return root == thrown ? text(thrown) : text(thrown) + ", caused by " + text(root);
    }

    /** What was thrown, as text, even where the thrown object's own code throws; the {@link #beginning} of it. */
    public static String text(Throwable thrown) {
        try {
            return beginning(String.valueOf(thrown.toString()));
        } catch (Throwable itsOwn) {
            requireNotTheMachines(itsOwn);
            return thrown.getClass().getName();
        }
    }

    /** Of what a user's code says of a record: it is kept with the record, in memory too, and may hold all of it. */
    public static String beginning(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        // Not in the middle of a pair.
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end) + "…";
    }
}
