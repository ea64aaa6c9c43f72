// As much JSON as the protocol needs. Nothing in this file needs to change for your port.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

struct Json;
using List = std::vector<Json>;
using Object = std::map<std::string, Json>;

struct Json {
  std::variant<std::nullptr_t, bool, double, std::string, List, Object> value = nullptr;

  Json() = default;
  Json(double number) {
    // Four numbers that JSON lacks travel as strings.
    if (std::isnan(number)) value = std::string("NaN");
    else if (std::isinf(number)) value = std::string(number > 0 ? "Infinity" : "-Infinity");
    else if (number == 0 && std::signbit(number)) value = std::string("-0");
    else value = number;
  }
  Json(std::string text) : value(std::move(text)) {}
  Json(const char* text) : value(std::string(text)) {}
  Json(List items) : value(std::move(items)) {}
  Json(Object fields) : value(std::move(fields)) {}

  const Object& fields() const { return std::get<Object>(value); }
  const List& items() const { return std::get<List>(value); }
  const std::string& text() const { return std::get<std::string>(value); }

  // A field of an object; nullptr where there is none.
  const Json* find(const std::string& name) const {
    auto found = fields().find(name);
    return found == fields().end() ? nullptr : &found->second;
  }

  double number() const {
    if (auto number = std::get_if<double>(&value)) return *number;
    const std::string& name = text();
    if (name == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (name == "Infinity") return std::numeric_limits<double>::infinity();
    if (name == "-Infinity") return -std::numeric_limits<double>::infinity();
    if (name == "-0") return -0.0;
    throw std::runtime_error("expected a number, got \"" + name + "\"");
  }
};

class JsonParser {
 public:
  static Json parse(std::string_view text) {
    JsonParser parser(text);
    Json value = parser.value();
    parser.space();
    if (parser.at_ < text.size()) throw parser.expected("the end");
    return value;
  }

 private:
  explicit JsonParser(std::string_view text) : text_(text) {}

  Json value() {
    space();
    if (take("{")) return object();
    if (take("[")) return list();
    if (take("\"")) return string();
    if (take("null")) return {};
    Json boolean;
    if (take("true")) return boolean.value = true, boolean;
    if (take("false")) return boolean.value = false, boolean;
    return number();
  }

  Json object() {
    Object fields;
    space();
    if (take("}")) return fields;
    do {
      space();
      if (!take("\"")) throw expected("a name");
      std::string name = string();
      space();
      if (!take(":")) throw expected("a colon");
      fields[name] = value();
      space();
    } while (take(","));
    if (!take("}")) throw expected("a comma or a brace");
    return fields;
  }

  Json list() {
    List items;
    space();
    if (take("]")) return items;
    do {
      items.push_back(value());
      space();
    } while (take(","));
    if (!take("]")) throw expected("a comma or a bracket");
    return items;
  }

  Json number() {
    std::string digits(text_.substr(at_, text_.find_first_not_of("+-.eE0123456789", at_) - at_));
    char* end = nullptr;
    double number = std::strtod(digits.c_str(), &end);
    if (digits.empty() || *end != '\0') throw expected("a value");
    at_ += digits.size();
    Json result;
    result.value = number;
    return result;
  }

  std::string string() {
    std::string out;
    for (;;) {
      char c = next();
      if (c == '"') return out;
      if (c != '\\') {
        out += c;
        continue;
      }
      switch (c = next()) {
        case 'n': out += '\n'; break;
        case 't': out += '\t'; break;
        case 'r': out += '\r'; break;
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case 'u': append(out, escape()); break;
        default: out += c;
      }
    }
  }

  unsigned escape() {
    unsigned code = hex();
    // Characters beyond 16 bits come as two escapes in a row.
    if (code >= 0xd800 && code < 0xdc00 && take("\\u")) code = 0x10000 + ((code - 0xd800) << 10) + (hex() - 0xdc00);
    return code;
  }

  unsigned hex() {
    std::string digits(text_.substr(at_, 4));
    at_ += 4;
    return static_cast<unsigned>(std::strtoul(digits.c_str(), nullptr, 16));
  }

  static void append(std::string& out, unsigned code) {
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xc0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      out += static_cast<char>(0xe0 | code >> 12);
      out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
      out += static_cast<char>(0x80 | (code & 0x3f));
    } else {
      out += static_cast<char>(0xf0 | code >> 18);
      out += static_cast<char>(0x80 | (code >> 12 & 0x3f));
      out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
      out += static_cast<char>(0x80 | (code & 0x3f));
    }
  }

  char next() {
    if (at_ >= text_.size()) throw expected("more");
    return text_[at_++];
  }

  bool take(std::string_view word) {
    bool found = text_.substr(std::min(at_, text_.size())).substr(0, word.size()) == word;
    if (found) at_ += word.size();
    return found;
  }

  void space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) at_++;
  }

  std::runtime_error expected(const std::string& what) const {
    return std::runtime_error("JSON: expected " + what + " at byte " + std::to_string(at_));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

inline void print(const Json& json, std::string& out);

inline void quote(const std::string& text, std::string& out) {
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < ' ') {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  out += '"';
}

inline void print(const Json& json, std::string& out) {
  if (auto number = std::get_if<double>(&json.value)) {
    // 17 digits read back as the same number.
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.17g", *number);
    out += digits;
  } else if (auto text = std::get_if<std::string>(&json.value)) {
    quote(*text, out);
  } else if (auto items = std::get_if<List>(&json.value)) {
    out += '[';
    for (std::size_t i = 0; i < items->size(); i++) {
      if (i > 0) out += ',';
      print((*items)[i], out);
    }
    out += ']';
  } else if (auto fields = std::get_if<Object>(&json.value)) {
    out += '{';
    bool first = true;
    for (const auto& [name, field] : *fields) {
      if (!first) out += ',';
      first = false;
      quote(name, out);
      out += ':';
      print(field, out);
    }
    out += '}';
  } else if (auto boolean = std::get_if<bool>(&json.value)) {
    out += *boolean ? "true" : "false";
  } else {
    out += "null";
  }
}

inline std::string print(const Json& json) {
  std::string out;
  print(json, out);
  return out;
}
