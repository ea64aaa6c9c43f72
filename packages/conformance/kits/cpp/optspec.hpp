// The OptSpec port protocol, version 1. Nothing in this file needs to change for your port.
#pragma once

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "json.hpp"

namespace optspec {

// Numbers and shapes by parameter, states by parameter and slot, hyperparameters by name. Numbers are in row-major
// order; the shape of a single number is empty.
using Tensors = std::map<std::string, std::vector<double>>;
using Shapes = std::map<std::string, std::vector<std::size_t>>;
using State = std::map<std::string, Tensors>;
using Config = std::map<std::string, double>;

// What the port drives: one optimizer over all parameters of a run.
struct Optimizer {
  virtual ~Optimizer() = default;
  // The parameters as they stand.
  virtual const Tensors& params() const = 0;
  // The states as they stand (capability "state").
  virtual State state() const = 0;
  // Changes hyperparameters from now on.
  virtual void configure(const Config& config) = 0;
  // Does one update.
  virtual void step(const Tensors& grads) = 0;
  // Goes on from t updates done (capability "restore").
  virtual void restore(int t, const State& state) = 0;
  // Your library's own serialization (capability "resume").
  virtual std::string save() const = 0;
  virtual void load(const std::string& saved) = 0;
};

// Throw it for what your library does not have: the case is skipped, not failed.
struct Skip : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Claim {
  std::string rule, profile;
  std::vector<std::string> dtypes;
};

inline std::vector<double> numbers(const Json& values) {
  std::vector<double> out;
  for (const Json& value : values.items()) out.push_back(value.number());
  return out;
}

inline Json list(const std::vector<double>& values) { return List(values.begin(), values.end()); }

inline Tensors tensors(const Json& values) {
  Tensors out;
  for (const auto& [name, tensor] : values.fields()) out[name] = numbers(tensor);
  return out;
}

inline Json lists(const Tensors& values) {
  Object out;
  for (const auto& [name, tensor] : values) out[name] = list(tensor);
  return out;
}

inline Config config(const Json& values) {
  Config out;
  for (const auto& [name, value] : values.fields()) out[name] = value.number();
  return out;
}

// What is verified, what it claims, and how its optimizers are made.
struct Port {
  std::string name, version;
  std::vector<Claim> claims;
  std::vector<std::string> capabilities;
  // Returns a fresh optimizer; dtype is "f32" or "f64".
  std::function<std::unique_ptr<Optimizer>(const std::string& rule, const std::string& dtype, const Config& config,
                                           Tensors params, const Shapes& shapes)>
      create;

  // Answers the suite on standard input and output until it stops. Log to standard error only: std::cerr.
  void serve() const {
    std::string line;
    while (std::getline(std::cin, line)) {
      const Json request = JsonParser::parse(line);
      if (request.find("cmd")->text() == "stop") return;
      Object reply;
      try {
        reply = answer(request);
      } catch (const Skip& skip) {
        reply = {{"skipped", skip.what()}};
      } catch (const std::exception& problem) {
        reply = {{"error", problem.what()}};
      }
      reply["id"] = *request.find("id");
      std::cout << print(reply) << std::endl;
    }
  }

 private:
  Object answer(const Json& request) const {
    const std::string& command = request.find("cmd")->text();
    if (command == "echo") return {{"values", list(numbers(*request.find("values")))}};
    if (command == "run") return {{"steps", run(request)}};
    if (command != "start") throw std::runtime_error("expected start, echo, run or stop, got " + command);
    const std::vector<double> versions = numbers(*request.find("protocol"));
    if (std::find(versions.begin(), versions.end(), 1) == versions.end())
      throw std::runtime_error("expected protocol 1, got " + print(*request.find("protocol")));
    List all;
    for (const Claim& claim : claims)
      all.push_back(Object{{"rule", claim.rule}, {"profile", claim.profile}, {"dtypes", texts(claim.dtypes)}});
    return {{"protocol", 1.0},
            {"port", Object{{"name", name}, {"version", version}, {"language", "c++"}}},
            {"claims", all},
            {"capabilities", texts(capabilities)}};
  }

  List run(const Json& request) const {
    const std::string& rule = request.find("rule")->text();
    const std::string& dtype = request.find("dtype")->text();
    Tensors params;
    Shapes shapes;
    for (const auto& [name, param] : request.find("params")->fields()) {
      params[name] = numbers(*param.find("data"));
      auto& shape = shapes[name];
      for (const double size : numbers(*param.find("shape"))) shape.push_back(static_cast<std::size_t>(size));
    }
    auto optimizer = create(rule, dtype, config(*request.find("config")), params, shapes);
    if (const Json* from = request.find("from")) {
      State state;
      for (const auto& [name, slots] : from->find("state")->fields()) state[name] = tensors(slots);
      optimizer->restore(static_cast<int>(from->find("t")->number()), state);
    }
    const Json* resumeAt = request.find("resumeAt");
    List replies;
    for (const Json& step : request.find("steps")->items()) {
      if (resumeAt && resumeAt->number() == static_cast<double>(replies.size())) {
        const std::string saved = optimizer->save();
        optimizer = create(rule, dtype, config(*request.find("resumeConfig")), optimizer->params(), shapes);
        optimizer->load(saved);
      }
      if (const Json* changes = step.find("config")) optimizer->configure(config(*changes));
      optimizer->step(tensors(*step.find("grads")));
      Object reply{{"params", lists(optimizer->params())}};
      if (std::find(capabilities.begin(), capabilities.end(), "state") != capabilities.end()) {
        Object state;
        for (const auto& [name, slots] : optimizer->state()) state[name] = lists(slots);
        reply["state"] = state;
      }
      replies.push_back(reply);
    }
    return replies;
  }

  static Json texts(const std::vector<std::string>& names) { return List(names.begin(), names.end()); }
};

}  // namespace optspec
