package io.tidemark.groups;

import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which groups are asked for: for each group field some values, or any.
 *
 * @param keys all groups that are asked for, in order, when every field has values; empty: to be searched
 * @param prefix what every group's key begins with that is asked for
 * @param wanted by field: the bytes of its values, as {@link GroupCodec#field} has them, or none for any; empty: any of each
 */
public record GroupFilter(Optional<List<GroupKey>> keys, byte[] prefix, List<Set<GroupKey>> wanted) {
    public static final GroupFilter ALL = new GroupFilter(Optional.empty(), new byte[0], List.of());

    /** No group: none is named, and none has a key that begins so. */
    public static final GroupFilter NONE = new GroupFilter(Optional.of(List.of()), new byte[] {-1, -1}, List.of());

    public GroupFilter {
        // Asked of every row: who takes all of each field does not go through the fields.
        if (wanted.stream().allMatch(Set::isEmpty)) {
            wanted = List.of();
        }
    }

    /**
     * @param wanted for each group field of the definition, in order, its values; an empty set: any
     */
    public static GroupFilter of(AggregationDefinition<?> definition, List<Set<Object>> wanted) {
        GroupCodec codec = new GroupCodec(definition.groups());
        return combinations(wanted) > 0 ? named(product(codec, wanted)) : searched(definition, wanted);
    }

    /** The same, but the groups are searched also where every field has values: only those are listed that are there. */
    public static GroupFilter searched(AggregationDefinition<?> definition, List<Set<Object>> wanted) {
        GroupCodec codec = new GroupCodec(definition.groups());
        int leading = 0;
        List<Object> first = new ArrayList<>();
        while (leading < wanted.size() && wanted.get(leading).size() == 1) {
            first.add(wanted.get(leading++).iterator().next());
        }
        return new GroupFilter(Optional.empty(), leading(codec, first, wanted.size()), encoded(codec, wanted));
    }

    /** Of those that are wanted the groups whose first field, a text, begins with this. */
    public static GroupFilter beginning(AggregationDefinition<?> definition, String text, List<Set<Object>> wanted) {
        GroupCodec codec = new GroupCodec(definition.groups());
        byte[] key = leading(codec, List.of(text), definition.groups().size());
        // Without the zero that ends the text.
        return new GroupFilter(Optional.empty(), Arrays.copyOf(key, key.length - 1), encoded(codec, wanted));
    }

    /** How many groups are asked for by name; 0 if they are to be searched. */
    public static long combinations(List<Set<Object>> wanted) {
        long combinations = 1;
        for (Set<Object> values : wanted) {
            combinations = Math.multiplyExact(combinations, values.size());
        }
        return combinations;
    }

    /** Those that are named, in order. */
    public static GroupFilter named(List<GroupKey> keys) {
        return new GroupFilter(Optional.of(keys), new byte[0], List.of());
    }

    /** Whether every group is asked for. */
    public boolean takesAll() {
        return keys.isEmpty() && prefix.length == 0 && wanted.isEmpty();
    }

    /** The later of two places: this one, and where the groups begin that may be asked for. */
    public GroupKey from(GroupKey place) {
        GroupKey first = GroupKey.of(prefix);
        return first.compareTo(place) < 0 ? place : first;
    }

    /** The first place at which no more groups are asked for; empty: there may be some to the last. */
    public Optional<GroupKey> end() {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == -1) {
            length--;
        }
        if (length == 0) {
            return Optional.empty();
        }
        byte[] after = Arrays.copyOf(prefix, length);
        after[length - 1]++;
        return Optional.of(GroupKey.of(after));
    }

    public boolean isPrefixOf(GroupKey group) {
        byte[] bytes = group.bytes();
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    public boolean takes(GroupKey group, GroupCodec codec) {
        if (!isPrefixOf(group)) {
            return false;
        }
        for (int field = 0; field < wanted.size(); field++) {
            Set<GroupKey> some = wanted.get(field);
            // A group is taken apart when a field is asked for, which a scan of all groups does not.
            if (!some.isEmpty() && !some.contains(codec.field(group, field))) {
                return false;
            }
        }
        return true;
    }

    /** Each field's values alone, as they are in the key of a group that has them. */
    private static List<Set<GroupKey>> encoded(GroupCodec codec, List<Set<Object>> wanted) {
        List<Set<GroupKey>> encoded = new ArrayList<>();
        for (int field = 0; field < wanted.size(); field++) {
            List<Object> values = new ArrayList<>(Collections.nCopies(wanted.size(), null));
            Set<GroupKey> ofField = new HashSet<>();
            for (Object value : wanted.get(field)) {
                values.set(field, value);
                ofField.add(codec.field(codec.key(values), field));
            }
            encoded.add(ofField);
        }
        return encoded;
    }

    private static byte[] leading(GroupCodec codec, List<?> values, int fields) {
        List<Object> padded = new ArrayList<>(values);
        padded.addAll(Collections.nCopies(fields - values.size(), null));
        byte[] key = codec.key(padded).bytes();
        // A null is one byte.
        return Arrays.copyOf(key, key.length - (fields - values.size()));
    }

    private static List<GroupKey> product(GroupCodec codec, List<Set<Object>> wanted) {
        List<List<Object>> rows = List.of(List.of());
        for (Set<Object> values : wanted) {
            List<List<Object>> longer = new ArrayList<>();
            for (List<Object> row : rows) {
                for (Object value : values) {
                    List<Object> next = new ArrayList<>(row);
                    next.add(value);
                    longer.add(next);
                }
            }
            rows = longer;
        }
        GroupKey[] keys = new GroupKey[rows.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = codec.key(rows.get(i));
        }
        Arrays.sort(keys);
        return List.of(keys);
    }
}
