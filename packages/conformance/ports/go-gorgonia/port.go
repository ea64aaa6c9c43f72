// The solvers of Gorgonia, driven with raw gradients.
// What is said here about Gorgonia is read from solvers.go, v0.9.18.

package main

import (
	"log"
	"maps"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// solvers has what makes the solver of each rule.
var solvers = map[string]func(...gorgonia.SolverOpt) gorgonia.Solver{
	"gd":       func(opts ...gorgonia.SolverOpt) gorgonia.Solver { return gorgonia.NewVanillaSolver(opts...) },
	"momentum": func(opts ...gorgonia.SolverOpt) gorgonia.Solver { return gorgonia.NewMomentum(opts...) },
	"adagrad":  func(opts ...gorgonia.SolverOpt) gorgonia.Solver { return gorgonia.NewAdaGradSolver(opts...) },
	"adam":     func(opts ...gorgonia.SolverOpt) gorgonia.Solver { return gorgonia.NewAdamSolver(opts...) },
}

// options has Gorgonia's name for each hyperparameter.
var options = map[string]func(float64) gorgonia.SolverOpt{
	"lr":       gorgonia.WithLearnRate,
	"momentum": gorgonia.WithMomentum,
	"beta1":    gorgonia.WithBeta1,
	"beta2":    gorgonia.WithBeta2,
	"eps":      gorgonia.WithEps,
}

var dtypes = map[string]tensor.Dtype{"f32": gorgonia.Float32, "f64": gorgonia.Float64}

func main() {
	port := Port{Name: "gorgonia", Version: "0.9.18", Capabilities: []string{}, Create: create}
	for _, rule := range []string{"gd", "momentum", "adagrad", "adam"} {
		port.Claims = append(port.Claims, Claim{Rule: rule, Profile: "gorgonia", Dtypes: []string{"f32", "f64"}})
	}
	if err := port.Serve(); err != nil {
		log.Fatal(err)
	}
}

func create(rule, dtype string, config map[string]float64, params map[string][]float64, shapes map[string][]int) (Optimizer, error) {
	solver, ok := solvers[rule]
	if !ok {
		return nil, Skip{"Gorgonia is not asked for " + rule + " here"}
	}
	o := &optimizer{solver: solver()}
	o.Configure(config)
	graph := gorgonia.NewGraph()
	for _, name := range slices.Sorted(maps.Keys(params)) {
		o.nodes = append(o.nodes, newNode(graph, name, dtypes[dtype], shapes[name]))
		write(o.nodes[len(o.nodes)-1].Value(), params[name])
	}
	return o, nil
}

type optimizer struct {
	solver gorgonia.Solver
	// In one order always, since a solver finds its state by position.
	nodes []*gorgonia.Node
}

// Configure hands on the options after the solver was made. They are functions of the solver, so that is theirs to allow.
func (o *optimizer) Configure(config map[string]float64) {
	for name, value := range config {
		options[name](value)(o.solver)
	}
}

func (o *optimizer) Step(grads map[string][]float64) {
	for _, node := range o.nodes {
		write(gradOf(node), grads[node.Name()])
	}
	if err := o.solver.Step(gorgonia.NodesToValueGrads(o.nodes)); err != nil {
		panic(err)
	}
}

func (o *optimizer) Params() map[string][]float64 {
	params := map[string][]float64{}
	for _, node := range o.nodes {
		params[node.Name()] = read(node.Value())
	}
	return params
}

// The solvers do not show what they keep, and cannot be saved.
func (o *optimizer) State() map[string]map[string][]float64       { panic("no state to be seen") }
func (o *optimizer) Restore(int, map[string]map[string][]float64) { panic("no state to be set") }
func (o *optimizer) Save() ([]byte, error)                        { panic("nothing to save") }
func (o *optimizer) Load([]byte) error                            { panic("nothing to load") }

// newNode makes a parameter of zeros with a gradient of zeros. A single number is not a tensor in Gorgonia.
func newNode(graph *gorgonia.ExprGraph, name string, dtype tensor.Dtype, shape []int) *gorgonia.Node {
	if len(shape) == 0 {
		zero := func() gorgonia.Value {
			if dtype == gorgonia.Float32 {
				return gorgonia.NewF32(0)
			}
			return gorgonia.NewF64(0)
		}
		return gorgonia.NewScalar(graph, dtype, gorgonia.WithName(name), gorgonia.WithValue(zero()), gorgonia.WithGrad(zero()))
	}
	zeros := func() tensor.Tensor { return tensor.New(tensor.Of(dtype), tensor.WithShape(shape...)) }
	return gorgonia.NewTensor(graph, dtype, len(shape), gorgonia.WithShape(shape...), gorgonia.WithName(name),
		gorgonia.WithValue(zeros()), gorgonia.WithGrad(zeros()))
}

func gradOf(node *gorgonia.Node) gorgonia.Value {
	grad, err := node.Grad()
	if err != nil {
		panic(err)
	}
	return grad
}

func read(value gorgonia.Value) []float64 {
	switch data := value.Data().(type) {
	case []float64:
		return data
	case []float32:
		wide := make([]float64, len(data))
		for i, x := range data {
			wide[i] = float64(x)
		}
		return wide
	case float64:
		return []float64{data}
	case float32:
		return []float64{float64(data)}
	}
	panic("expected numbers")
}

func write(value gorgonia.Value, numbers []float64) {
	switch own := value.(type) {
	case *gorgonia.F64:
		*own = gorgonia.F64(numbers[0])
		return
	case *gorgonia.F32:
		*own = gorgonia.F32(numbers[0])
		return
	}
	switch data := value.Data().(type) {
	case []float64:
		copy(data, numbers)
	case []float32:
		for i, x := range numbers {
			data[i] = float32(x)
		}
	}
}
