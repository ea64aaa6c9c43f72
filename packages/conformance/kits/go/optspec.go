// The OptSpec port protocol, version 1. Nothing in this file needs to change for your port.

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
)

// Optimizer is what the port drives: one optimizer over all parameters of a run.
type Optimizer interface {
	// Params returns the parameters as they stand.
	Params() map[string][]float64
	// State returns the states by parameter and slot, as they stand (capability "state").
	State() map[string]map[string][]float64
	// Configure changes hyperparameters from now on.
	Configure(config map[string]float64)
	// Step does one update.
	Step(grads map[string][]float64)
	// Restore goes on from t updates done (capability "restore").
	Restore(t int, state map[string]map[string][]float64)
	// Save and Load are your library's own serialization (capability "resume").
	Save() ([]byte, error)
	Load(saved []byte) error
}

// Skip is what Create returns for what your library does not have: the case is skipped, not failed.
type Skip struct{ Reason string }

func (s Skip) Error() string { return s.Reason }

// Port is what is verified, what it claims, and how its optimizers are made.
type Port struct {
	Name, Version string
	Claims        []Claim
	Capabilities  []string
	// Create returns a fresh optimizer. dtype is "f32" or "f64"; hyperparameters that are missing are yours to choose.
	// A parameter's numbers are in row-major order; the shape of a single number is empty.
	Create func(rule, dtype string, config map[string]float64, params map[string][]float64, shapes map[string][]int) (Optimizer, error)
}

// Claim says how a rule is computed, and in which types.
type Claim struct {
	Rule    string   `json:"rule"`
	Profile string   `json:"profile"`
	Dtypes  []string `json:"dtypes"`
}

// Serve answers the suite on standard input and output until it stops. Log to standard error only.
func (p Port) Serve() error {
	in := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var r request
			if err := json.Unmarshal(line, &r); err != nil {
				return err
			}
			if r.Cmd == "stop" {
				return nil
			}
			reply := p.answer(r)
			reply["id"] = r.ID
			if err := out.Encode(reply); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func (p Port) answer(r request) (reply map[string]any) {
	defer func() {
		if problem := recover(); problem != nil {
			reply = map[string]any{"error": fmt.Sprint(problem)}
		}
	}()
	switch r.Cmd {
	case "start":
		if !slices.Contains(r.Protocol, 1) {
			return map[string]any{"error": fmt.Sprint("expected protocol 1, got ", r.Protocol)}
		}
		about := map[string]string{"name": p.Name, "version": p.Version, "language": "go"}
		return map[string]any{"protocol": 1, "port": about, "claims": p.Claims, "capabilities": p.Capabilities}
	case "echo":
		return map[string]any{"values": encode(decode(r.Values))}
	case "run":
		steps, err := p.run(r)
		if skip, ok := err.(Skip); ok {
			return map[string]any{"skipped": skip.Reason}
		} else if err != nil {
			return map[string]any{"error": err.Error()}
		}
		return map[string]any{"steps": steps}
	}
	return map[string]any{"error": "expected start, echo, run or stop, got " + r.Cmd}
}

func (p Port) run(r request) ([]map[string]any, error) {
	params, shapes := map[string][]float64{}, map[string][]int{}
	for name, param := range r.Params {
		params[name], shapes[name] = decode(param.Data), param.Shape
	}
	optimizer, err := p.Create(r.Rule, r.Dtype, r.Config, params, shapes)
	if err != nil {
		return nil, err
	}
	if r.From != nil {
		state := map[string]map[string][]float64{}
		for name, slots := range r.From.State {
			state[name] = each(slots, decode)
		}
		optimizer.Restore(r.From.T, state)
	}
	steps := []map[string]any{}
	for done, s := range r.Steps {
		if r.ResumeAt > 0 && done == r.ResumeAt {
			saved, err := optimizer.Save()
			if err != nil {
				return nil, err
			}
			current := each(optimizer.Params(), slices.Clone[[]float64])
			if optimizer, err = p.Create(r.Rule, r.Dtype, r.ResumeConfig, current, shapes); err != nil {
				return nil, err
			}
			if err := optimizer.Load(saved); err != nil {
				return nil, err
			}
		}
		if s.Config != nil {
			optimizer.Configure(s.Config)
		}
		optimizer.Step(each(s.Grads, decode))
		reply := map[string]any{"params": each(optimizer.Params(), encode)}
		if slices.Contains(p.Capabilities, "state") {
			state := map[string]any{}
			for name, slots := range optimizer.State() {
				state[name] = each(slots, encode)
			}
			reply["state"] = state
		}
		steps = append(steps, reply)
	}
	return steps, nil
}

type request struct {
	ID       int                `json:"id"`
	Cmd      string             `json:"cmd"`
	Protocol []int              `json:"protocol"`
	Values   []number           `json:"values"`
	Rule     string             `json:"rule"`
	Dtype    string             `json:"dtype"`
	Config   map[string]float64 `json:"config"`
	Params   map[string]struct {
		Shape []int    `json:"shape"`
		Data  []number `json:"data"`
	} `json:"params"`
	Steps []struct {
		Grads  map[string][]number `json:"grads"`
		Config map[string]float64  `json:"config"`
	} `json:"steps"`
	From *struct {
		T     int                            `json:"t"`
		State map[string]map[string][]number `json:"state"`
	} `json:"from"`
	ResumeAt     int                `json:"resumeAt"`
	ResumeConfig map[string]float64 `json:"resumeConfig"`
}

// number is a float64 in JSON: four values that JSON lacks travel as strings.
type number float64

func (n number) MarshalJSON() ([]byte, error) {
	x := float64(n)
	switch {
	case math.IsNaN(x):
		return []byte(`"NaN"`), nil
	case math.IsInf(x, 1):
		return []byte(`"Infinity"`), nil
	case math.IsInf(x, -1):
		return []byte(`"-Infinity"`), nil
	case x == 0 && math.Signbit(x):
		return []byte(`"-0"`), nil
	}
	return json.Marshal(x)
}

func (n *number) UnmarshalJSON(text []byte) error {
	switch string(text) {
	case `"NaN"`:
		*n = number(math.NaN())
	case `"Infinity"`:
		*n = number(math.Inf(1))
	case `"-Infinity"`:
		*n = number(math.Inf(-1))
	case `"-0"`:
		*n = number(math.Copysign(0, -1))
	default:
		return json.Unmarshal(text, (*float64)(n))
	}
	return nil
}

func decode(numbers []number) []float64 {
	values := make([]float64, len(numbers))
	for i, n := range numbers {
		values[i] = float64(n)
	}
	return values
}

func encode(values []float64) []number {
	numbers := make([]number, len(values))
	for i, x := range values {
		numbers[i] = number(x)
	}
	return numbers
}

func each[A, B any](values map[string]A, change func(A) B) map[string]B {
	changed := make(map[string]B, len(values))
	for name, value := range values {
		changed[name] = change(value)
	}
	return changed
}
