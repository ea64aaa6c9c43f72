// A port to start from: gradient descent and Adam, as the specification has them.
// Replace the two optimizers by your library, and the claims by what it has.
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "optspec.hpp"

using optspec::Config;
using optspec::State;
using optspec::Tensors;

// What both optimizers have in common.
class Base : public optspec::Optimizer {
 public:
  Base(Config defaults, const Config& config, Tensors params, bool single)
      : config_(std::move(defaults)), params_(std::move(params)), single_(single) {
    Base::configure(config);
  }

  const Tensors& params() const override { return params_; }

  void configure(const Config& config) override {
    for (const auto& [name, value] : config) config_[name] = value;
  }

 protected:
  // Rounds what is stored to the type of the parameters.
  double round(double x) const { return single_ ? static_cast<float>(x) : x; }

  Json savedConfig() const {
    Object out;
    for (const auto& [name, value] : config_) out[name] = value;
    return out;
  }

  Config config_;
  Tensors params_;

 private:
  bool single_;
};

class Descent : public Base {
 public:
  Descent(const Config& config, Tensors params, bool single) : Base({{"lr", 0.01}}, config, std::move(params), single) {}

  State state() const override {
    State none;
    for (const auto& [name, theta] : params_) none[name] = {};
    return none;
  }

  void step(const Tensors& grads) override {
    const double lr = config_.at("lr");
    for (auto& [name, theta] : params_) {
      const auto& g = grads.at(name);
      for (std::size_t i = 0; i < theta.size(); i++) theta[i] = round(theta[i] - lr * g[i]);
    }
  }

  void restore(int, const State&) override {}
  std::string save() const override { return print(savedConfig()); }
  void load(const std::string& saved) override { configure(optspec::config(JsonParser::parse(saved))); }
};

class Adam : public Base {
 public:
  Adam(const Config& config, Tensors params, bool single)
      : Base({{"lr", 0.001}, {"beta1", 0.9}, {"beta2", 0.999}, {"eps", 1e-8}}, config, std::move(params), single) {
    for (const auto& [name, theta] : params_) {
      const std::vector<double> zeros(theta.size());
      state_[name] = {{"s", zeros}, {"r", zeros}};
    }
  }

  State state() const override { return state_; }

  void step(const Tensors& grads) override {
    const double lr = config_.at("lr"), beta1 = config_.at("beta1"), beta2 = config_.at("beta2"), eps = config_.at("eps");
    t_++;
    const double correction1 = 1 - std::pow(beta1, t_);
    const double correction2 = 1 - std::pow(beta2, t_);
    for (auto& [name, theta] : params_) {
      auto &s = state_.at(name).at("s"), &r = state_.at(name).at("r");
      const auto& g = grads.at(name);
      for (std::size_t i = 0; i < theta.size(); i++) {
        s[i] = round(beta1 * s[i] + (1 - beta1) * g[i]);
        r[i] = round(beta2 * r[i] + (1 - beta2) * g[i] * g[i]);
        theta[i] = round(theta[i] - lr * (s[i] / correction1) / std::sqrt(r[i] / correction2 + eps));
      }
    }
  }

  void restore(int t, const State& state) override {
    t_ = t;
    state_ = state;
  }

  std::string save() const override {
    Object state;
    for (const auto& [name, slots] : state_) state[name] = optspec::lists(slots);
    return print(Object{{"t", static_cast<double>(t_)}, {"config", savedConfig()}, {"state", state}});
  }

  void load(const std::string& saved) override {
    const Json read = JsonParser::parse(saved);
    configure(optspec::config(*read.find("config")));
    State state;
    for (const auto& [name, slots] : read.find("state")->fields()) state[name] = optspec::tensors(slots);
    restore(static_cast<int>(read.find("t")->number()), state);
  }

 private:
  State state_;
  int t_ = 0;
};

int main() {
  const optspec::Port port{
      "my-port",
      "0.0.0",
      {{"gd", "normative", {"f32", "f64"}}, {"adam", "normative", {"f32", "f64"}}},
      {"state", "restore", "resume"},
      [](const std::string& rule, const std::string& dtype, const Config& config,
         Tensors params, const optspec::Shapes&) -> std::unique_ptr<optspec::Optimizer> {
        const bool single = dtype == "f32";
        if (rule == "gd") return std::make_unique<Descent>(config, std::move(params), single);
        if (rule == "adam") return std::make_unique<Adam>(config, std::move(params), single);
        throw optspec::Skip("no rule " + rule);
      },
  };
  port.serve();
}
