// A pickle machine that knows only the operations which build data.

#include "store/pickle.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <stdexcept>

namespace segmenta {
namespace {

using Value = std::shared_ptr<PickledValue>;
using Kind = PickledValue::Kind;

struct NotUnderstood : std::runtime_error {
  NotUnderstood() : std::runtime_error("pickle") {}
};

void append_utf8(std::string& text, unsigned long code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  if (code >= 0x10000) {
    text += static_cast<char>(0xf0 | (code >> 18U));
    text += static_cast<char>(0x80 | ((code >> 12U) & 0x3fU));
  } else if (code >= 0x800) {
    text += static_cast<char>(0xe0 | (code >> 12U));
  }
  text += static_cast<char>(code >= 0x800 ? 0x80 | ((code >> 6U) & 0x3fU) : 0xc0 | (code >> 6U));
  text += static_cast<char>(0x80 | (code & 0x3fU));
}

// Protocol 0 writes text in Latin-1 with \uXXXX and \UXXXXXXXX for the rest.
std::string from_raw_unicode(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool escape = line[i] == '\\' && i + 1 < line.size() && (line[i + 1] == 'u' || line[i + 1] == 'U');
    if (!escape) {
      append_utf8(text, static_cast<unsigned char>(line[i]));
      continue;
    }
    const std::size_t digits = line[i + 1] == 'u' ? 4 : 8;
    if (i + 2 + digits > line.size()) throw NotUnderstood();
    unsigned long code = 0;
    const char* first = line.data() + i + 2;
    if (std::from_chars(first, first + digits, code, 16).ptr != first + digits) throw NotUnderstood();
    append_utf8(text, code);
    i += 1 + digits;
  }
  return text;
}

// The pickle machine: a stack of values, marks on it, and a memo of values met before.
class Machine {
 public:
  explicit Machine(std::string_view bytes) : bytes_(bytes) {}

  Value run() {
    for (;;) {
      const char operation = take(1)[0];
      if (operation == '.') return pop();
      step(operation);
    }
  }

 private:
  void step(char operation) {
    if (push_scalar(operation) || build(operation) || remember(operation)) return;
    throw NotUnderstood();
  }

  bool push_scalar(char operation) {
    switch (operation) {
      case 'N':
        return push({});
      case 'V':
        return push_text(from_raw_unicode(line()));
      case 'X':
        return push_text(std::string(take(little_endian(4))));
      case '\x8c':
        return push_text(std::string(take(little_endian(1))));
      case '\x8d':
        return push_text(std::string(take(little_endian(8))));
      case 'U':
        return push_text(std::string(take(little_endian(1))));
      case 'I':
      case 'L':
        return push_whole(decimal(line()));
      case 'K':
        return push_whole(static_cast<std::int64_t>(little_endian(1)));
      case 'M':
        return push_whole(static_cast<std::int64_t>(little_endian(2)));
      case 'J':
        return push_whole(static_cast<std::int32_t>(little_endian(4)));
      default:
        return false;
    }
  }

  bool build(char operation) {
    switch (operation) {
      case '(':
        marks_.push_back(stack_.size());
        return true;
      case ']':
      case ')':
        return push({Kind::sequence, 0, {}, {}});
      case '}':
        return push({Kind::dictionary, 0, {}, {}});
      case 'l':
      case 't':
        return push({Kind::sequence, 0, {}, since_mark()});
      case 'd':
        return push({Kind::dictionary, 0, {}, since_mark()});
      case '\x85':
      case '\x86':
      case '\x87':
        return push({Kind::sequence, 0, {}, last(static_cast<std::size_t>(operation - '\x84'))});
      case 'a':
        return append(Kind::sequence, last(1));
      case 'e':
        return append(Kind::sequence, since_mark());
      case 's':
        return append(Kind::dictionary, last(2));
      case 'u':
        return append(Kind::dictionary, since_mark());
      default:
        return false;
    }
  }

  bool remember(char operation) {
    switch (operation) {
      case '\x80':
        take(1);
        return true;
      case '\x95':
        take(8);
        return true;
      case 'p':
        memo_[decimal(line())] = top();
        return true;
      case 'q':
        memo_[static_cast<std::int64_t>(little_endian(1))] = top();
        return true;
      case '\x94':
        memo_[static_cast<std::int64_t>(memo_.size())] = top();
        return true;
      case 'g':
        return recall(decimal(line()));
      case 'h':
        return recall(static_cast<std::int64_t>(little_endian(1)));
      default:
        return false;
    }
  }

  std::string_view take(std::size_t count) {
    if (count > bytes_.size()) throw NotUnderstood();
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }
  std::string_view line() {
    const std::size_t end = bytes_.find('\n');
    if (end == std::string_view::npos) throw NotUnderstood();
    const std::string_view text = take(end);
    take(1);
    return text;
  }
  std::size_t little_endian(std::size_t bytes) {
    std::size_t value = 0;
    const std::string_view taken = take(bytes);
    for (std::size_t i = bytes; i-- > 0;) value = value << 8U | static_cast<unsigned char>(taken[i]);
    return value;
  }
  static std::int64_t decimal(std::string_view text) {
    if (text.ends_with('L')) text.remove_suffix(1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) throw NotUnderstood();
    return value;
  }

  bool push(PickledValue value) {
    value.depth = depth_over(value.items);
    stack_.push_back(std::make_shared<PickledValue>(std::move(value)));
    return true;
  }
  bool push_text(std::string text) { return push({Kind::text, 0, std::move(text), {}}); }
  bool push_whole(std::int64_t whole) { return push({Kind::whole, whole, {}, {}}); }

  Value& top() {
    if (stack_.empty()) throw NotUnderstood();
    return stack_.back();
  }
  Value pop() {
    Value value = top();
    stack_.pop_back();
    return value;
  }
  std::vector<Value> last(std::size_t count) {
    if (count > stack_.size()) throw NotUnderstood();
    std::vector<Value> values(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
    stack_.resize(stack_.size() - count);
    return values;
  }
  std::vector<Value> since_mark() {
    if (marks_.empty() || marks_.back() > stack_.size()) throw NotUnderstood();
    const std::size_t mark = marks_.back();
    marks_.pop_back();
    return last(stack_.size() - mark);
  }
  bool append(Kind kind, const std::vector<Value>& values) {
    if (top()->kind != kind) throw NotUnderstood();
    for (const Value& value : values) top()->items.push_back(value);
    top()->depth = depth_over(top()->items);
    return true;
  }
  bool recall(std::int64_t key) {
    const auto found = memo_.find(key);
    if (found == memo_.end()) throw NotUnderstood();
    // Only text is met again in what is read here. So no value holds itself, which would never be freed.
    if (found->second->kind != Kind::text) throw NotUnderstood();
    stack_.push_back(found->second);
    return true;
  }
  // Values are freed by recursion.
  static int depth_over(const std::vector<Value>& items) {
    int depth = 1;
    for (const Value& item : items) depth = std::max(depth, item->depth + 1);
    if (depth > 16) throw NotUnderstood();
    return depth;
  }

  std::string_view bytes_;
  std::vector<Value> stack_;
  std::vector<std::size_t> marks_;
  std::map<std::int64_t, Value> memo_;
};

}  // namespace

const PickledValue* PickledValue::find(std::string_view key) const {
  if (kind != Kind::dictionary) return nullptr;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    if (items[i]->kind == Kind::text && items[i]->text == key) return items[i + 1].get();
  }
  return nullptr;
}

std::shared_ptr<PickledValue> unpickle(std::string_view bytes) {
  try {
    return Machine(bytes).run();
  } catch (const NotUnderstood&) {
    return nullptr;
  }
}

std::optional<std::vector<std::string>> names_of(const PickledValue& list) {
  if (list.kind != Kind::sequence) return std::nullopt;
  std::vector<std::string> names;
  for (const Value& item : list.items) {
    if (item->kind == Kind::text) {
      names.push_back(item->text);
    } else if (item->kind == Kind::whole) {
      names.push_back(std::to_string(item->whole));
    } else {
      return std::nullopt;
    }
  }
  return names;
}

std::optional<std::vector<std::string>> unpickle_names(std::string_view bytes) {
  const auto list = unpickle(bytes);
  return list ? names_of(*list) : std::nullopt;
}

}  // namespace segmenta
