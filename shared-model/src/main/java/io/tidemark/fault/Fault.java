package io.tidemark.fault;

/**
 * What is wrong, as a person is told it: place, fault with its value, mend. Every exception and message of Tidemark that
 * asks somebody to act carries one.
 *
 * @param code stable, such as {@code TM-DEF-014}
 * @param place whose fault it is: a topic, partition, aggregation, file, node, setting
 * @param mend what somebody can do about it
 */
public record Fault(String code, String place, String fault, String mend) {
    @Override
    public String toString() {
        return code + " " + place + ": " + fault + "; " + mend;
    }
}
