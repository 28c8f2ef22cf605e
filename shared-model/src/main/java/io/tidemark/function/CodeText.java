package io.tidemark.function;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * A user's code as text that changes when what it computes may: the instructions of a function, and of all that it calls in
 * the user's own classes ({@link OwnClasses}), however far away; what it has captured; the constants that it reads; of
 * objects that it makes, what others may call. Names that the compiler made up, line numbers and the order of members are
 * not part of it, nor is a method that is not called, so that other code may move about. The same in every process.
 */
public final class CodeText implements InstructionText.Names {
    private static final String SWITCH_MAP = "$SwitchMap$";
    private static final String CLASS_INITIALISER = "<clinit>";
    /** What a model's {@code define} takes. */
    private static final String DEFINES = "(Lio/tidemark/model/ModelBuilder;)V";
    /** Whoever drags in a whole library has its further methods told by their names. */
    private static final int MOST_METHODS = 5000;
    /** Classes that have no name of their own are numbered by the compiler. */
    private static final Pattern NUMBERED = Pattern.compile("[\\w/.$]*\\$\\d+");

    private final ClassFiles classes;
    private final OwnClasses own;
    private final ValueText values;
    private final Hierarchy hierarchy;
    /** What was met, in the order in which it was, which is how it is named. */
    private final Map<Body, Integer> met = new LinkedHashMap<>();

    private final Deque<Body> waiting = new ArrayDeque<>();
    private final Set<String> made = new HashSet<>();

    /** @param descriptor of a method; empty for the initial value of the static field that {@code name} is */
    private record Body(String owner, String name, String descriptor) {}

    private CodeText(Class<?> user) {
        this.classes = new ClassFiles(user.getClassLoader());
        this.own = new OwnClasses(user.getClassLoader());
        this.hierarchy = new Hierarchy(classes, own);
        this.values = new ValueText(user.getClassLoader(), own, this);
    }

    /**
     * A function's text.
     *
     * @param model whose code is told as well if the function has captured what cannot be looked into: that made it
     */
    public static String of(Serializable function, Object model) {
        CodeText code = new CodeText(function.getClass());
        Optional<SerializedLambda> lambda = UserFunction.of(function).lambda();
        return code.finished(lambda.isPresent() ? code.ofLambda(lambda.get()) : code.whole(function), model);
    }

    /** All code of an object's class, and its fields; and the model's code if what they hold cannot be looked into. */
    public static String ofObject(Object object, Object model) {
        CodeText code = new CodeText(object.getClass());
        return code.finished(code.whole(object), model);
    }

    /** A value: what is in it, by name. */
    public static String ofValue(Object value) {
        CodeText code = new CodeText(value.getClass());
        return code.finished(code.values.of(value));
    }

    /** The constructor that makes records of the values of their components. */
    public static String ofConstructor(Class<?> record) {
        Type[] components = Arrays.stream(record.getRecordComponents())
                .map(component -> Type.getType(component.getType()))
                .toArray(Type[]::new);
        CodeText code = new CodeText(record);
        return code.finished(
                code.method(internalName(record), "<init>", Type.getMethodDescriptor(Type.VOID_TYPE, components)));
    }

    /** What may be called of objects of a class by those who know only what it is a kind of. */
    public static String ofOverrides(Class<?> type) {
        CodeText code = new CodeText(type);
        return code.finished(code.made(internalName(type)));
    }

    /** The methods that read a record's components. */
    public static String ofAccessors(Class<?> record) {
        CodeText code = new CodeText(record);
        StringBuilder text = new StringBuilder();
        for (RecordComponent component : record.getRecordComponents()) {
            String descriptor = Type.getMethodDescriptor(Type.getType(component.getType()));
            text.append(code.method(internalName(record), component.getName(), descriptor))
                    .append('\n');
        }
        return code.finished(text.toString());
    }

    private String finished(String head, Object model) {
        return finished(values.isOpaque() ? head + "\ndefined by " + definition(model) : head);
    }

    private String definition(Object model) {
        Class<?> type = model.getClass();
        if (type.isHidden()) {
            return hidden(model, ValueText.hostOf(type));
        }
        return hierarchy.ownSupertypes(internalName(type)).stream()
                .flatMap(declaring -> declaring.methods.stream()
                        .filter(m -> m.desc.equals(DEFINES) || m.name.equals("<init>"))
                        .sorted(Comparator.comparing(m -> m.name + m.desc))
                        .map(m -> method(declaring.name, m.name, m.desc)))
                .collect(Collectors.joining(" "));
    }

    private String finished(String head) {
        StringBuilder text = new StringBuilder(head).append('\n');
        List<String> types = values.takeTypes();
        while (!waiting.isEmpty() || !types.isEmpty()) {
            for (String type : types) {
                text.append("object of ").append(type).append(made(type)).append('\n');
            }
            if (!waiting.isEmpty()) {
                Body body = waiting.remove();
                text.append("body ").append(met.get(body)).append(' ').append(text(body));
            }
            types = values.takeTypes();
        }
        return renumbered(text.toString());
    }

    private String text(Body body) {
        InstructionText text = new InstructionText(this);
        if (!body.descriptor().isEmpty()) {
            return text.of(
                    classes.find(body.owner(), body.name(), body.descriptor()).orElseThrow(), body.owner());
        }
        MethodNode initialiser =
                classes.find(body.owner(), CLASS_INITIALISER, "()V").orElseThrow();
        return body.name().startsWith(SWITCH_MAP)
                ? text.ofSwitchMap(initialiser, body.owner(), body.name())
                : text.ofInitial(initialiser, body.owner(), body.name());
    }

    /** Classes without names are told apart by the order in which they are met, not by the compiler's numbers. */
    private static String renumbered(String text) {
        Map<String, Integer> numbers = new HashMap<>();
        Matcher numbered = NUMBERED.matcher(text);
        StringBuilder renumbered = new StringBuilder();
        while (numbered.find()) {
            String name = numbered.group().replace('/', '.');
            int number = numbers.computeIfAbsent(name, any -> numbers.size());
            numbered.appendReplacement(
                    renumbered, Matcher.quoteReplacement(name.substring(0, name.lastIndexOf('$')) + "$#" + number));
        }
        return numbered.appendTail(renumbered).toString();
    }

    private String ofLambda(SerializedLambda lambda) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            text.append("captured ").append(values.of(lambda.getCapturedArg(i))).append('\n');
        }
        return text.append(method(lambda.getImplClass(), lambda.getImplMethodName(), lambda.getImplMethodSignature()))
                .toString();
    }

    private String whole(Object object) {
        List<String> methods = hierarchy.ownSupertypes(internalName(object.getClass())).stream()
                .flatMap(type -> type.methods.stream()
                        .filter(m -> (m.access & (Opcodes.ACC_SYNTHETIC | Opcodes.ACC_BRIDGE)) == 0)
                        .filter(m -> !m.name.equals(CLASS_INITIALISER))
                        .sorted(Comparator.comparing(m -> m.name + m.desc))
                        .map(m -> m.name + m.desc + " " + method(type.name, m.name, m.desc)))
                .toList();
        return String.join("\n", methods) + "\n" + values.fields(object);
    }

    /** What a function that was captured computes, as part of this text. */
    String captured(SerializedLambda lambda) {
        return "function (" + ofLambda(lambda) + ")";
    }

    /**
     * What a lambda computes that cannot be looked into. It is one of those that its class makes of its interface: all of
     * them are told.
     */
    String hidden(Object lambda, String host) {
        Set<String> interfaces = Arrays.stream(lambda.getClass().getInterfaces())
                .map(Type::getDescriptor)
                .collect(Collectors.toSet());
        return "hidden " + interfaces.stream().sorted().toList()
                + (own.isOwn(host)
                        ? hierarchy.lambdasOf(host, interfaces).stream()
                                .map(handle -> method(handle.getOwner(), handle.getName(), handle.getDesc()))
                                .toList()
                        : "");
    }

    @Override
    public String method(String owner, String name, String descriptor) {
        String plain = owner + "." + name + descriptor;
        Optional<String> declaring = own.isOwn(owner) ? hierarchy.declaring(owner, name, descriptor) : Optional.empty();
        if (declaring.isEmpty()) {
            return plain + (own.isOwn(owner) ? hierarchy.constants(owner) : "");
        }
        String followed = body(new Body(declaring.get(), name, descriptor)).orElse(plain);
        // What its constants are made with.
        boolean isOfEnum = hierarchy.isEnum(declaring.get()) && !name.equals(CLASS_INITIALISER);
        return isOfEnum ? followed + " of " + method(declaring.get(), CLASS_INITIALISER, "()V") : followed;
    }

    private Optional<String> body(Body body) {
        if (!met.containsKey(body)) {
            if (met.size() >= MOST_METHODS) {
                return Optional.empty();
            }
            met.put(body, met.size());
            waiting.add(body);
        }
        return Optional.of("method " + met.get(body));
    }

    @Override
    public String field(FieldInsnNode field) {
        String plain = field.owner + "." + field.name + " " + field.desc;
        if (field.getOpcode() != Opcodes.GETSTATIC || !own.isOwn(field.owner)) {
            return plain;
        }
        Optional<String> value = field.name.startsWith(SWITCH_MAP) ? Optional.empty() : values.constant(field);
        if (value.isPresent()) {
            return plain + " = " + value.get();
        }
        boolean isInitialised = classes.find(field.owner, CLASS_INITIALISER, "()V")
                .filter(method -> InstructionText.sets(method, field.owner, field.name))
                .isPresent();
        return isInitialised
                ? plain + " " + body(new Body(field.owner, field.name, "")).orElse("")
                : plain;
    }

    @Override
    public String type(TypeInsnNode type) {
        return type.getOpcode() == Opcodes.NEW ? type.desc + made(type.desc) : type.desc;
    }

    @Override
    public String handedOn(String internalName) {
        String callable = made(internalName);
        return callable.isEmpty() ? "" : "hands on " + internalName + callable + "\n";
    }

    /** Of an object of this class, all that may be called by those who know only what it is a kind of. */
    private String made(String internalName) {
        if (!own.isOwn(internalName) || !made.add(internalName)) {
            return "";
        }
        return hierarchy.callable(internalName).stream()
                // A model that a lambda of its own has captured: what it defines is told part by part.
                .filter(m -> !m.descriptor().equals(DEFINES))
                .map(m -> " " + m.name() + m.descriptor() + " " + method(m.owner(), m.name(), m.descriptor()))
                .collect(Collectors.joining());
    }

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }
}
