package io.tidemark.model;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.event.Component;
import io.tidemark.event.EventFormat;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.ValueType.Scalar;
import io.tidemark.function.ClassFiles;
import io.tidemark.function.UserFunction;
import io.tidemark.input.Source;
import io.tidemark.input.Step;
import io.tidemark.operator.Operator;
import io.tidemark.session.SessionMetric;
import io.tidemark.stream.StreamDefinition;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Which components of a stream's records a definition reads, as its functions' code tells: so that a decoder can leave
 * out the rest. Knows what it can prove. Where an event goes anywhere but to its own accessors (into a collection, a
 * comparison, another class's method), it may be read as a whole.
 */
public final class UsedFields {
    /** By the event's class: each partition, file and part of a run asks the same of it. */
    private static final ClassValue<ClassFiles> CLASSES = new ClassValue<>() {
        @Override
        protected ClassFiles computeValue(Class<?> event) {
            return new ClassFiles(event.getClassLoader());
        }
    };

    private final ClassFiles classes;
    private final String event;
    private final Set<String> fields = new TreeSet<>();
    private final Set<String> walked = new HashSet<>();

    private UsedFields(Class<?> event) {
        this.classes = CLASSES.get(event);
        this.event = Type.getInternalName(event);
    }

    /**
     * What each part of a definition reads.
     *
     * @param time what the event time reads
     * @param groups and the id by which duplicates are known
     * @param metrics and what tells which events take back
     */
    public record Parts(Set<String> time, Set<String> where, Set<String> groups, Set<String> metrics) {
        Set<String> all() {
            Set<String> all = new HashSet<>(time);
            all.addAll(where);
            all.addAll(groups);
            all.addAll(metrics);
            return Set.copyOf(all);
        }
    }

    /**
     * The names of the components of a stream's events that are read for a definition: by event time, steps, filter, groups
     * and metrics; empty if it may be any of them.
     */
    public static Optional<Set<String>> of(AggregationDefinition<?> definition, StreamDefinition<?> stream) {
        Source<?, ?> source = definition.input().source(stream.topic());
        return source.isPlain()
                ? partsOf(definition, stream).map(Parts::all)
                : new UsedFields(stream.eventClass()).ofSteps(definition, source);
    }

    /** Those of {@link #of}, or all if it may be any of them. */
    public static Set<String> orAll(AggregationDefinition<?> definition, StreamDefinition<?> stream) {
        return of(definition, stream).orElseGet(() -> EventFormat.allComponents(stream.eventClass()));
    }

    /** What is read on the way; of what it leads to nothing is of the stream any more. */
    private Optional<Set<String>> ofSteps(AggregationDefinition<?> definition, Source<?, ?> source) {
        Class<?> record = source.stream().eventClass();
        boolean known = record.isRecord()
                && definition.operator().isEmpty()
                && isPlain(record)
                && reads(source.stream().eventTimeMillis());
        for (Step step : source.steps()) {
            known = known && step.functions().stream().allMatch(this::reads);
            if (step instanceof Step.Rows) {
                return known ? Optional.of(Set.copyOf(fields)) : Optional.empty();
            }
        }
        return known
                ? partsOf(definition, source.stream()).map(parts -> {
                    fields.addAll(parts.all());
                    return Set.copyOf(fields);
                })
                : Optional.empty();
    }

    /** Part by part what {@link #of} tells, of a stream whose events are the aggregation's. */
    public static Optional<Parts> partsOf(AggregationDefinition<?> definition, StreamDefinition<?> stream) {
        Class<?> event = stream.eventClass();
        UsedFields time = new UsedFields(event);
        UsedFields where = new UsedFields(event);
        UsedFields groups = new UsedFields(event);
        UsedFields metrics = new UsedFields(event);
        boolean known = event.isRecord()
                && definition.operator().stream().allMatch(groups::readsId)
                && time.isPlain(event)
                && time.reads(stream.eventTimeMillis())
                && definition.where().stream().allMatch(where::reads)
                && definition.groups().stream().allMatch(g -> groups.reads(g.value()))
                && definition.corrections().stream().allMatch(corrections -> corrections.retractedBy().stream()
                        .allMatch(metrics::reads))
                && definition.metrics().stream().allMatch(metrics::reads);
        return known
                ? Optional.of(new Parts(
                        Set.copyOf(time.fields),
                        Set.copyOf(where.fields),
                        Set.copyOf(groups.fields),
                        Set.copyOf(metrics.fields)))
                : Optional.empty();
    }

    /** What an operator remembers of an event may be any of it, unless it is known to be the id alone. */
    private boolean readsId(Operator<?> operator) {
        return operator instanceof DistinctBy<?> distinct
                && distinct.ids().stream().allMatch(id -> reads(id.value()));
    }

    /** The component that a stream's event time is, an {@code Instant} or milliseconds; empty if it is computed. */
    public static Optional<String> timeOf(StreamDefinition<?> stream) {
        Class<?> event = stream.eventClass();
        return event.isRecord() ? new UsedFields(event).componentOf(time(stream)) : Optional.empty();
    }

    private static Serializable time(StreamDefinition<?> stream) {
        return stream.eventTimeMillis() instanceof StreamBuilder.InstantMillis<?> instant
                ? instant.time()
                : stream.eventTimeMillis();
    }

    /**
     * The component that a stream's event time is, if the record's constructor keeps it as the log has it: then the time is
     * known without running any of the user's code.
     */
    public static Optional<Component> timeInLog(StreamDefinition<?> stream) {
        return componentInLog(stream, time(stream))
                .filter(component -> component.source() == Component.Source.VALUE)
                .filter(component -> component.type() == Scalar.INSTANT || component.isPrimitive())
                .filter(component -> !component.isFloatingPrimitive());
    }

    /** The component that a function gives back as the log has it, if it does: the record's constructor keeps it as it is given. */
    static Optional<Component> componentInLog(StreamDefinition<?> stream, Serializable function) {
        Class<?> event = stream.eventClass();
        if (!event.isRecord()) {
            return Optional.empty();
        }
        UsedFields fields = new UsedFields(event);
        return fields.componentOf(function)
                .flatMap(name -> RecordSchema.of(event).components().stream()
                        .filter(component -> component.name().equals(name))
                        .findFirst())
                .filter(component -> fields.keepsAsGiven(event, component.index()));
    }

    /** The name of the component that a function gives back as the event has it, if it does. */
    static Optional<String> given(StreamDefinition<?> stream, Serializable function) {
        Class<?> event = stream.eventClass();
        return event.isRecord() ? new UsedFields(event).componentOf(function) : Optional.empty();
    }

    /** The names of the components that a function reads of a stream's events; empty if it may be any of them. */
    static Optional<Set<String>> read(StreamDefinition<?> stream, Serializable function) {
        UsedFields read = new UsedFields(stream.eventClass());
        return stream.eventClass().isRecord() && read.reads(function)
                ? Optional.of(Set.copyOf(read.fields))
                : Optional.empty();
    }

    /** What any of several definitions over one stream reads; all components if one of them may read any. */
    public static Set<String> ofAll(StreamDefinition<?> stream, List<AggregationDefinition<?>> definitions) {
        Set<String> all = new HashSet<>();
        for (AggregationDefinition<?> definition : definitions) {
            Optional<Set<String>> used = of(definition, stream);
            if (used.isEmpty()) {
                return EventFormat.allComponents(stream.eventClass());
            }
            all.addAll(used.get());
        }
        return Set.copyOf(all);
    }

    /** Whether the record only keeps what it is made of: a constructor that checks or changes may read any of it. */
    private boolean isPlain(Class<?> record) {
        Type[] components = Arrays.stream(record.getRecordComponents())
                .map(component -> Type.getType(component.getType()))
                .toArray(Type[]::new);
        Optional<MethodNode> constructor =
                classes.find(event, "<init>", Type.getMethodDescriptor(Type.VOID_TYPE, components));
        return constructor.isPresent()
                && Arrays.stream(constructor.get().instructions.toArray()).allMatch(UsedFields::onlyKeeps)
                && IntStream.range(0, components.length).allMatch(index -> keepsAsGiven(record, index));
    }

    /** Whether the constructor puts a parameter into its field and never another value into either. */
    private boolean keepsAsGiven(Class<?> record, int index) {
        RecordComponent[] components = record.getRecordComponents();
        Type[] types = Arrays.stream(components)
                .map(each -> Type.getType(each.getType()))
                .toArray(Type[]::new);
        int slot = 1;
        for (int i = 0; i < index; i++) {
            slot += types[i].getSize();
        }
        Optional<MethodNode> constructor =
                classes.find(event, "<init>", Type.getMethodDescriptor(Type.VOID_TYPE, types));
        if (constructor.isEmpty()) {
            return false;
        }
        boolean kept = false;
        AbstractInsnNode before = null;
        for (AbstractInsnNode instruction : constructor.get().instructions) {
            if ((instruction instanceof VarInsnNode variable && variable.var == slot && isStore(variable))
                    || (instruction instanceof IincInsnNode increment && increment.var == slot)) {
                return false;
            }
            if (instruction instanceof FieldInsnNode field
                    && field.getOpcode() == Opcodes.PUTFIELD
                    && field.name.equals(components[index].getName())) {
                kept = before instanceof VarInsnNode variable && variable.var == slot && !isStore(variable);
                if (!kept) {
                    return false;
                }
            }
            before = instruction instanceof LabelNode ? before : instruction;
        }
        return kept;
    }

    private static boolean isStore(VarInsnNode variable) {
        return variable.getOpcode() >= Opcodes.ISTORE && variable.getOpcode() <= Opcodes.ASTORE;
    }

    private static boolean onlyKeeps(AbstractInsnNode instruction) {
        return instruction instanceof LabelNode
                || instruction instanceof VarInsnNode
                || instruction.getOpcode() == Opcodes.PUTFIELD
                || instruction.getOpcode() == Opcodes.RETURN
                || (instruction instanceof MethodInsnNode call && call.owner.equals("java/lang/Record"));
    }

    private boolean reads(Metric<?> metric) {
        Aggregator<?, ?, ?> aggregator = metric.aggregator();
        boolean ours = SessionMetric.isOurs(aggregator);
        // A user's own aggregator may ask the event for anything, whatever functions it names.
        return ours
                && aggregator.functions().stream().allMatch(this::reads)
                && metric.where().stream().allMatch(this::reads);
    }

    /** Takes in what a function reads; false if that cannot be known. */
    private boolean reads(Serializable function) {
        if (function instanceof StreamBuilder.InstantMillis<?> instant) {
            return reads(instant.time());
        } else if (function instanceof AggregationBuilder.Both<?> both) {
            return reads(both.first()) && reads(both.second());
        }
        return UserFunction.of(function).lambda().map(this::reads).orElse(false);
    }

    private boolean reads(SerializedLambda lambda) {
        boolean isStatic = lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic;
        Type[] parameters = Type.getArgumentTypes(lambda.getImplMethodSignature());
        if (!isStatic && lambda.getCapturedArgCount() == 0) {
            return lambda.getImplClass().equals(event)
                    && walk(event, lambda.getImplMethodName(), lambda.getImplMethodSignature(), 0);
        }
        // What is captured comes first, and the event is what is left: the last.
        int slot = isStatic ? 0 : 1;
        for (int i = 0; i < parameters.length - 1; i++) {
            slot += parameters[i].getSize();
        }
        return parameters.length > 0
                && isEvent(parameters[parameters.length - 1])
                && walk(lambda.getImplClass(), lambda.getImplMethodName(), lambda.getImplMethodSignature(), slot);
    }

    private boolean walk(String owner, String name, String descriptor, int slot) {
        if (!walked.add(owner + "." + name + descriptor + " " + slot)) {
            return true;
        }
        Optional<MethodNode> method = classes.find(owner, name, descriptor);
        if (method.isEmpty() || method.get().instructions.size() == 0) {
            return false;
        }
        for (AbstractInsnNode instruction : method.get().instructions) {
            boolean touches = instruction instanceof VarInsnNode variable && variable.var == slot;
            if (touches && (instruction.getOpcode() != Opcodes.ALOAD || !takes(next(instruction)))) {
                return false;
            }
        }
        return true;
    }

    /** Takes in what the instruction reads of the event that is on top of the stack. */
    private boolean takes(AbstractInsnNode instruction) {
        if (instruction instanceof FieldInsnNode field && field.getOpcode() == Opcodes.GETFIELD) {
            fields.add(field.name);
            return field.owner.equals(event);
        } else if (instruction instanceof MethodInsnNode call) {
            Type[] parameters = Type.getArgumentTypes(call.desc);
            if (call.getOpcode() == Opcodes.INVOKESTATIC) {
                return parameters.length == 1 && isEvent(parameters[0]) && walk(call.owner, call.name, call.desc, 0);
            }
            return parameters.length == 0 && call.owner.equals(event) && walk(event, call.name, call.desc, 0);
        }
        return false;
    }

    /** What a function gives back as it is, if it is its event's accessor and that is the one the compiler makes. */
    private Optional<String> componentOf(Serializable function) {
        return UserFunction.of(function)
                .lambda()
                .filter(l -> l.getCapturedArgCount() == 0 && l.getImplClass().equals(event))
                .flatMap(l -> classes.find(event, l.getImplMethodName(), l.getImplMethodSignature()))
                .filter(method -> (method.access & Opcodes.ACC_STATIC) == 0)
                .flatMap(UsedFields::keptField);
    }

    private static Optional<String> keptField(MethodNode accessor) {
        AbstractInsnNode[] code = Arrays.stream(accessor.instructions.toArray())
                .filter(instruction -> !(instruction instanceof LabelNode))
                .toArray(AbstractInsnNode[]::new);
        boolean isPlain = code.length == 3
                && code[0].getOpcode() == Opcodes.ALOAD
                && code[1].getOpcode() == Opcodes.GETFIELD
                && Type.getReturnType(accessor.desc).equals(Type.getType(((FieldInsnNode) code[1]).desc));
        return isPlain ? Optional.of(((FieldInsnNode) code[1]).name) : Optional.empty();
    }

    private boolean isEvent(Type type) {
        return type.getSort() == Type.OBJECT && type.getInternalName().equals(event);
    }

    private static AbstractInsnNode next(AbstractInsnNode instruction) {
        AbstractInsnNode next = instruction.getNext();
        while (next instanceof LabelNode) {
            next = next.getNext();
        }
        return next;
    }
}
