package io.tidemark.event.csv;

import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.check.TextComponent;
import io.tidemark.event.value.DecimalTexts;

/** Reads one component from the text of its field. Owned by one thread. */
final class CsvField {
    private final UndeclaredFields undeclared;
    private final TextComponent component;

    /** @param undeclared is told where the text says more than the component holds */
    CsvField(Component component, UndeclaredFields undeclared) {
        this.undeclared = undeclared;
        this.component = new TextComponent(component, component.nameInLog());
    }

    /** @param field null if it is empty */
    void take(String field, ComponentValues values) throws DecodeException {
        Object value = component.take(field, values);
        if (undeclared.areKept() && value instanceof Double number && !DecimalTexts.tells(number, field)) {
            undeclared.tellMore();
        }
    }
}
