package io.tidemark.serving.http;

import io.tidemark.http.access.Guarded;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.GroupType;
import io.tidemark.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A model's aggregations as the rules know them that say who may ask. */
public final class GuardedModel {
    private GuardedModel() {}

    public static List<Guarded> of(Model model) {
        List<Guarded> guarded = new ArrayList<>();
        for (AggregationDefinition<?> definition : model.aggregations()) {
            Map<String, Predicate<String>> groups = new HashMap<>();
            definition.groups().forEach(field -> groups.put(field.name(), text -> isValue(field.type(), text)));
            guarded.add(new Guarded(definition.name(), groups));
        }
        return guarded;
    }

    private static boolean isValue(GroupType type, String text) {
        try {
            type.parse(text);
            return true;
        } catch (IllegalArgumentException noValue) {
            return false;
        }
    }
}
