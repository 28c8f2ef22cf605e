package io.tidemark.batch.engine.fold;

import io.tidemark.batch.archive.read.EventBatch;
import io.tidemark.columns.read.RowKeys;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.UsedFields;
import java.util.Arrays;
import java.util.Set;

/**
 * What a definition's filter and groups make of the rows of a batch. They are pure functions, and it is known what they
 * read; so they are asked once for all rows of a row group that have the same dictionary ids there. Rows whose values
 * stand in no dictionary are asked about one by one. Owned by one thread.
 */
final class KnownAnswers<E> {
    /** What the filter says. */
    static final byte OUT = 1;

    static final byte IN = 2;
    static final byte THROWS = 3;

    private static final byte[] NO_VERDICTS = {};
    private static final GroupKey[] NO_GROUPS = {};
    private static final GroupKey FAULT = GroupKey.of(new byte[0]);
    /** Of a value that cannot be stored, for which no code is to blame. */
    private static final GroupKey UNSTORABLE = GroupKey.of(new byte[0]);

    private final Fold<E> fold;
    private final Set<String> readByFilter;
    private final Set<String> readByGroups;
    private final boolean hasFilter;

    private EventBatch<E> batch;
    private int rowGroup = -1;
    /** Null if each row must be asked itself. */
    private int[] filterKeys;

    private int[] groupKeys;
    private byte[] verdicts = NO_VERDICTS;
    private GroupKey[] groups = NO_GROUPS;
    private String reason = "";
    private boolean isOfUserCode;

    KnownAnswers(Fold<E> fold, UsedFields.Parts reads, boolean hasFilter) {
        this.fold = fold;
        this.readByFilter = reads.where();
        this.readByGroups = reads.groups();
        this.hasFilter = hasFilter;
    }

    /** Goes on to other rows. */
    void start(EventBatch<E> next) {
        batch = next;
        if (next.rowGroup() != rowGroup) {
            forget();
            rowGroup = next.rowGroup();
        }
        RowKeys filter = hasFilter ? next.keys(readByFilter).orElse(null) : null;
        filterKeys = filter == null ? null : filter.keys();
        if (filter != null && verdicts.length < filter.bound()) {
            verdicts = new byte[filter.bound()];
        }
        RowKeys group = next.keys(readByGroups).orElse(null);
        groupKeys = group == null ? null : group.keys();
        if (group != null && groups.length < group.bound()) {
            groups = new GroupKey[group.bound()];
        }
    }

    /** To be called when another file begins. */
    void forget() {
        rowGroup = -1;
        Arrays.fill(verdicts, (byte) 0);
        Arrays.fill(groups, null);
    }

    /** What the filter says of a row. */
    byte verdict(int row) {
        if (!hasFilter) {
            return IN;
        }
        byte known = filterKeys == null ? 0 : verdicts[filterKeys[row]];
        return known == 0 ? ask(row) : known;
    }

    private byte ask(int row) {
        E event = batch.event(row);
        if (event == null) {
            // The fault may be in a component that the filter does not read: other rows of this key can be events.
            return OUT;
        }
        byte verdict;
        try {
            verdict = fold.admits(event) ? IN : OUT;
        } catch (FoldException fault) {
            verdict = THROWS;
            reason = fault.getMessage();
        }
        if (filterKeys != null) {
            verdicts[filterKeys[row]] = verdict;
        }
        return verdict;
    }

    /** The group of a row that is an event; null if the user's code throws, or the group cannot be stored. */
    @SuppressWarnings("ReferenceEquality") // An empty key is a group as well.
    GroupKey group(int row) {
        if (groupKeys == null) {
            return askGroup(row);
        }
        GroupKey known = groups[groupKeys[row]];
        if (known == null) {
            known = askGroup(row);
            groups[groupKeys[row]] = known != null ? known : isOfUserCode ? FAULT : UNSTORABLE;
            return known;
        }
        isOfUserCode = known == FAULT;
        return known == FAULT || known == UNSTORABLE ? null : known;
    }

    /** Whether the {@link #group} that was null at last is the fault of the user's code. */
    boolean isOfUserCode() {
        return isOfUserCode;
    }

    /** What the user's code threw at last. */
    String reason() {
        return reason;
    }

    private GroupKey askGroup(int row) {
        try {
            return fold.groupOf(batch.event(row));
        } catch (FoldException fault) {
            isOfUserCode = fault.isOfUserCode();
            reason = fault.getMessage();
            return null;
        }
    }
}
