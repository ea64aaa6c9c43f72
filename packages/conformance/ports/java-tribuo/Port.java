import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.math.Parameters;
import org.tribuo.math.StochasticGradientOptimiser;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.DenseVector;
import org.tribuo.math.la.Tensor;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.math.optimisers.Adam;
import org.tribuo.math.optimisers.SGD;
import org.tribuo.math.protos.ParametersProto;

/**
 * The optimisers of Tribuo, driven with raw gradients. What is said here about Tribuo is read from
 * org/tribuo/math/optimisers/{SGD,AdaGrad,Adam}.java, 4.3.2.
 */
final class Port {
    public static void main(String[] arguments) throws IOException {
        List<Optspec.Claim> claims = List.of("gd", "momentum", "adagrad", "adam").stream()
                .map(rule -> new Optspec.Claim(rule, "tribuo", List.of("f64")))
                .toList();
        new Optspec("tribuo", "4.3.2", claims, List.of(), Port::create).serve();
    }

    static Optspec.Optimizer create(
            String rule,
            String dtype,
            Map<String, Double> config,
            Map<String, double[]> params,
            Map<String, int[]> shapes) {
        if (!dtype.equals("f64")) throw new Optspec.Skip("Tribuo's tensors are binary64");
        return new Driven(optimiser(rule, config), config, params, shapes);
    }

    /** The constructor that leaves to Tribuo what the configuration leaves out, if there is one. */
    private static StochasticGradientOptimiser optimiser(String rule, Map<String, Double> config) {
        Double lr = config.get("lr");
        Double eps = config.get("eps");
        switch (rule + config.keySet().stream().sorted().toList()) {
            case "gd[lr]":
                return new Rated(lr, SGD.Momentum.NONE);
            case "momentum[lr]":
                return new Rated(lr, SGD.Momentum.STANDARD);
            case "momentum[lr, momentum]":
                return new Rated(lr, config.get("momentum"), SGD.Momentum.STANDARD);
            case "adagrad[lr]":
                return new AdaGrad(lr);
            case "adagrad[eps, lr]":
                return new AdaGrad(lr, eps);
            case "adam[]":
                return new Adam();
            case "adam[eps, lr]":
                return new Adam(lr, eps);
            case "adam[beta1, beta2, eps, lr]":
                return new Adam(lr, config.get("beta1"), config.get("beta2"), eps);
            default:
                throw new Optspec.Skip("Tribuo makes no " + rule + " of " + config.keySet() + " alone");
        }
    }

    /** What SGD is open for: a learning rate of one's own. Tribuo's own constant one cannot be changed. */
    private static final class Rated extends SGD {
        Rated(double lr, Momentum type) {
            initialLearningRate = lr;
            useMomentum = type;
        }

        Rated(double lr, double momentum, Momentum type) {
            this(lr, type);
            rho = momentum;
        }

        void configure(Map<String, Double> config) {
            initialLearningRate = config.getOrDefault("lr", initialLearningRate);
            rho = config.getOrDefault("momentum", rho);
        }

        @Override
        public double learningRate() {
            return initialLearningRate;
        }

        @Override
        protected String sgdType() {
            return "Rated";
        }

        @Override
        public SGD copy() {
            return new Rated(initialLearningRate, rho, useMomentum);
        }
    }

    /** An optimiser and the tensors that it moves. */
    private static final class Driven implements Optspec.Optimizer {
        private final StochasticGradientOptimiser optimiser;
        private final Map<String, Double> config;
        private final Map<String, Tensor> tensors = new LinkedHashMap<>();
        private final Weights weights;

        Driven(
                StochasticGradientOptimiser optimiser,
                Map<String, Double> config,
                Map<String, double[]> params,
                Map<String, int[]> shapes) {
            this.optimiser = optimiser;
            this.config = config;
            params.forEach((name, data) -> tensors.put(name, tensor(data, shapes.get(name))));
            weights = new Weights(tensors.values().toArray(Tensor[]::new));
            optimiser.initialise(weights);
        }

        @Override
        public Map<String, double[]> params() {
            return Optspec.each(tensors, values -> numbers((Tensor) values));
        }

        @Override
        public void configure(Map<String, Double> changes) {
            if (optimiser instanceof Rated rated) rated.configure(changes);
            else
                changes.forEach((name, value) -> {
                    if (!value.equals(config.get(name)))
                        throw new Optspec.Skip("Tribuo cannot change " + name + " between updates");
                });
        }

        @Override
        public void step(Map<String, double[]> grads) {
            Tensor[] gradients = tensors.entrySet().stream()
                    .map(entry -> tensor(grads.get(entry.getKey()), entry.getValue().getShape()))
                    .toArray(Tensor[]::new);
            // Tribuo climbs: it adds what an optimiser returns, and its objectives give the gradient of −loss.
            for (Tensor gradient : gradients) gradient.scaleInPlace(-1);
            weights.update(optimiser.step(gradients, 1));
        }

        // The moments are private, and an optimiser cannot be saved.
        @Override
        public Map<String, Map<String, double[]>> state() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void restore(int t, Map<String, Map<String, double[]>> state) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String save() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void load(String saved) {
            throw new UnsupportedOperationException();
        }
    }

    /** The parameters as Tribuo's optimisers want them. */
    private record Weights(Tensor[] get) implements Parameters {
        @Override
        public Tensor[] getEmptyCopy() {
            return Arrays.stream(get)
                    .map(tensor -> tensor(new double[Tensor.shapeSum(tensor.getShape())], tensor.getShape()))
                    .toArray(Tensor[]::new);
        }

        @Override
        public void update(Tensor[] steps) {
            for (int i = 0; i < get.length; i++) get[i].intersectAndAddInPlace(steps[i]);
        }

        @Override
        public void set(Tensor[] tensors) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tensor[] merge(Tensor[][] gradients, int size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ParametersProto serialize() {
            throw new UnsupportedOperationException();
        }
    }

    /** A matrix for two dimensions, and a vector for any other. */
    private static Tensor tensor(double[] data, int[] shape) {
        if (shape.length != 2) return DenseVector.createDenseVector(data);
        double[][] rows = new double[shape[0]][];
        for (int i = 0; i < rows.length; i++) rows[i] = Arrays.copyOfRange(data, i * shape[1], (i + 1) * shape[1]);
        return DenseMatrix.createDenseMatrix(rows);
    }

    private static double[] numbers(Tensor tensor) {
        if (tensor instanceof DenseVector vector) return vector.toArray();
        DenseMatrix matrix = (DenseMatrix) tensor;
        int columns = matrix.getDimension2Size();
        double[] data = new double[matrix.getDimension1Size() * columns];
        for (int i = 0; i < data.length; i++) data[i] = matrix.get(i / columns, i % columns);
        return data;
    }
}
