// A port to start from: gradient descent and Adam, as the specification has them.
// Replace the two optimizers by your library, and the claims by what it has.

package main

import (
	"encoding/json"
	"log"
	"maps"
	"math"
)

func main() {
	port := Port{
		Name:    "my-port",
		Version: "0.0.0",
		Claims: []Claim{
			{Rule: "gd", Profile: "normative", Dtypes: []string{"f32", "f64"}},
			{Rule: "adam", Profile: "normative", Dtypes: []string{"f32", "f64"}},
		},
		Capabilities: []string{"state", "restore", "resume"},
		Create:       create,
	}
	if err := port.Serve(); err != nil {
		log.Fatal(err)
	}
}

func create(rule, dtype string, config map[string]float64, params map[string][]float64, _ map[string][]int) (Optimizer, error) {
	round := func(x float64) float64 { return x }
	if dtype == "f32" {
		round = func(x float64) float64 { return float64(float32(x)) }
	}
	switch rule {
	case "gd":
		return newDescent(config, params, round), nil
	case "adam":
		return newAdam(config, params, round), nil
	}
	return nil, Skip{"no rule " + rule}
}

type descent struct {
	config map[string]float64
	params map[string][]float64
	round  func(float64) float64
}

func newDescent(config map[string]float64, params map[string][]float64, round func(float64) float64) *descent {
	d := &descent{map[string]float64{"lr": 0.01}, params, round}
	d.Configure(config)
	return d
}

func (d *descent) Params() map[string][]float64        { return d.params }
func (d *descent) Configure(config map[string]float64) { maps.Copy(d.config, config) }
func (d *descent) Save() ([]byte, error)               { return json.Marshal(d.config) }
func (d *descent) Load(saved []byte) error             { return json.Unmarshal(saved, &d.config) }

func (d *descent) Restore(int, map[string]map[string][]float64) {}

func (d *descent) State() map[string]map[string][]float64 {
	return each(d.params, func([]float64) map[string][]float64 { return map[string][]float64{} })
}

func (d *descent) Step(grads map[string][]float64) {
	lr := d.config["lr"]
	for name, theta := range d.params {
		for i, g := range grads[name] {
			theta[i] = d.round(theta[i] - lr*g)
		}
	}
}

type adam struct {
	config map[string]float64
	params map[string][]float64
	state  map[string]map[string][]float64
	t      int
	// round rounds what is stored to the type of the parameters.
	round func(float64) float64
}

func newAdam(config map[string]float64, params map[string][]float64, round func(float64) float64) *adam {
	state := each(params, func(theta []float64) map[string][]float64 {
		return map[string][]float64{"s": make([]float64, len(theta)), "r": make([]float64, len(theta))}
	})
	defaults := map[string]float64{"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
	a := &adam{config: defaults, params: params, state: state, round: round}
	a.Configure(config)
	return a
}

func (a *adam) Params() map[string][]float64           { return a.params }
func (a *adam) State() map[string]map[string][]float64 { return a.state }
func (a *adam) Configure(config map[string]float64)    { maps.Copy(a.config, config) }

func (a *adam) Step(grads map[string][]float64) {
	lr, beta1, beta2, eps := a.config["lr"], a.config["beta1"], a.config["beta2"], a.config["eps"]
	a.t++
	correction1 := 1 - math.Pow(beta1, float64(a.t))
	correction2 := 1 - math.Pow(beta2, float64(a.t))
	for name, theta := range a.params {
		s, r := a.state[name]["s"], a.state[name]["r"]
		for i, g := range grads[name] {
			s[i] = a.round(beta1*s[i] + (1-beta1)*g)
			r[i] = a.round(beta2*r[i] + (1-beta2)*g*g)
			theta[i] = a.round(theta[i] - lr*(s[i]/correction1)/math.Sqrt(r[i]/correction2+eps))
		}
	}
}

func (a *adam) Restore(t int, state map[string]map[string][]float64) {
	a.t = t
	a.state = state
}

type saved struct {
	T      int
	Config map[string]float64
	State  map[string]map[string][]float64
}

func (a *adam) Save() ([]byte, error) { return json.Marshal(saved{a.t, a.config, a.state}) }

func (a *adam) Load(bytes []byte) error {
	var s saved
	if err := json.Unmarshal(bytes, &s); err != nil {
		return err
	}
	a.t, a.config, a.state = s.T, s.Config, s.State
	return nil
}
