// What the agent does, as a C++ program would: raw PCM (s16) from standard input, resampled by libsoxr, windows through ONNX Runtime, each score that
// counts as an event in SQLite (WAL, synchronous=FULL) before it is printed, and a connection to the broker by libmosquitto. Nothing is supervised, watched, declared or driven.
//
//   first-window --runtime LIB --model FILE --input NAME --output NAME --window N --hop N --from RATE --to RATE --store FILE [--port BROKER]
//
// Prints "window SCORE" when the first is done and stored, then one line a window; ends with its input.
#include <dlfcn.h>
#include <mosquitto.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

template <typename F> F symbol(void* library, const char* name) {
    void* found = library ? dlsym(library, name) : nullptr;
    if (!found) fail(std::string("no ") + name + ": " + dlerror());
    return reinterpret_cast<F>(found);
}

// ONNX Runtime's function table by index.
class Model {
public:
    Model(std::map<std::string, std::string>& settings, size_t window) : input_(window) {
        struct Base { void* const* (*get_api)(uint32_t); const char* (*version)(); };
        void* library = dlopen(settings["runtime"].c_str(), RTLD_NOW | RTLD_LOCAL);
        table_ = symbol<const Base* (*)()>(library, "OrtGetApiBase")()->get_api(29);
        if (!table_) fail("ONNX Runtime does not offer version 29 of the C API");
        void *env, *options, *memory, *in, *out;
        call(3, 2, "first-window", &env);
        call(10, &options);
        call(23, options, 99);
        call(24, options, 1);
        call(25, options, 1);
        call(7, env, settings["model"].c_str(), options, &session_);
        call(134, session_, &binding_);
        call(69, 0, 0, &memory);
        const int64_t in_shape[] = {1, static_cast<int64_t>(window)}, out_shape[] = {1, 1};
        call(49, memory, input_.data(), input_.size() * 4, in_shape, size_t{2}, 1, &in);
        call(49, memory, &score_, size_t{4}, out_shape, size_t{2}, 1, &out);
        call(136, binding_, settings["input"].c_str(), in);
        call(137, binding_, settings["output"].c_str(), out);
    }

    float run(const float* samples) {
        std::memcpy(input_.data(), samples, input_.size() * 4);
        call(133, session_, static_cast<void*>(nullptr), binding_);
        return score_;
    }

private:
    template <typename... A> void call(int index, A... arguments) const {
        if (void* status = reinterpret_cast<void* (*)(A...)>(table_[index])(arguments...))
            fail(reinterpret_cast<const char* (*)(void*)>(table_[2])(status));
    }

    void* const* table_ = nullptr;
    void *session_ = nullptr, *binding_ = nullptr;
    std::vector<float> input_;
    float score_ = 0;
};

// libsoxr 0.1, as in soxr.h.
class Resampler {
public:
    Resampler(double from, double to) {
        struct Io { int in, out; double scale; void* reserved; unsigned long flags; };
        struct Quality { double precision, phase, pass, stop; void* reserved; unsigned long flags; };
        struct Settings { unsigned low, large, kilobytes, threads; void* reserved; unsigned long flags; };
        void* library = dlopen("libsoxr.so.0", RTLD_NOW | RTLD_LOCAL);
        process_ = symbol<decltype(process_)>(library, "soxr_process");
        Io io = symbol<Io (*)(int, int)>(library, "soxr_io_spec")(0, 0);
        Quality quality = symbol<Quality (*)(unsigned long, unsigned long)>(library, "soxr_quality_spec")(4, 0);
        Settings settings = symbol<Settings (*)(unsigned)>(library, "soxr_runtime_spec")(1);
        const char* error = nullptr;
        made_ = symbol<void* (*)(double, double, unsigned, const char**, const Io*, const Quality*, const Settings*)>(library, "soxr_create")(from, to, 1, &error, &io, &quality, &settings);
        if (!made_) fail(std::string("libsoxr: ") + (error ? error : "no resampler"));
    }

    size_t process(const float* in, size_t count, float* out, size_t room) {
        size_t taken = 0, given = 0;
        if (const char* error = process_(made_, in, count, &taken, out, room, &given)) fail(error);
        return given;
    }

private:
    const char* (*process_)(void*, const void*, size_t, size_t*, void*, size_t, size_t*);
    void* made_;
};

class Store {
public:
    explicit Store(const std::string& file) {
        if (sqlite3_open(file.c_str(), &base_) != SQLITE_OK) fail(file);
        run("PRAGMA journal_mode=WAL");
        run("PRAGMA synchronous=FULL");
        run("CREATE TABLE IF NOT EXISTS events (sequence INTEGER PRIMARY KEY, document TEXT)");
    }

    void add(const std::string& document) { run(("INSERT INTO events (document) VALUES ('" + document + "')").c_str()); }

private:
    void run(const char* text) {
        char* error = nullptr;
        if (sqlite3_exec(base_, text, nullptr, nullptr, &error) != SQLITE_OK) fail(error);
    }

    sqlite3* base_ = nullptr;
};

}  // namespace

int main(int argc, char** argv) try {
    std::map<std::string, std::string> settings;
    for (int i = 1; i + 1 < argc; i += 2) settings[argv[i] + 2] = argv[i + 1];
    const size_t window = std::stoul(settings["window"]), hop = std::stoul(settings["hop"]);
    const double from = std::stod(settings["from"]), to = std::stod(settings["to"]);
    Model model(settings, window);
    Store store(settings["store"]);
    mosquitto* client = nullptr;
    if (settings.count("port")) {
        mosquitto_lib_init();
        client = mosquitto_new("first-window", true, nullptr);
        if (mosquitto_connect_async(client, "127.0.0.1", std::stoi(settings["port"]), 60) != MOSQ_ERR_SUCCESS || mosquitto_loop_start(client) != MOSQ_ERR_SUCCESS) fail("the broker");
    }

    Resampler* resampler = from == to ? nullptr : new Resampler(from, to);
    std::vector<int16_t> raw(4096);
    std::vector<float> block(raw.size()), resampled(raw.size() * 4), ring;
    for (ssize_t bytes; (bytes = read(0, raw.data(), raw.size() * 2)) > 0;) {
        const size_t count = static_cast<size_t>(bytes) / 2;
        for (size_t i = 0; i < count; i++) block[i] = static_cast<float>(raw[i]) * (1.0f / 32768);
        if (resampler) {
            const size_t given = resampler->process(block.data(), count, resampled.data(), resampled.size());
            ring.insert(ring.end(), resampled.begin(), resampled.begin() + static_cast<ptrdiff_t>(given));
        } else {
            ring.insert(ring.end(), block.begin(), block.begin() + static_cast<ptrdiff_t>(count));
        }

        for (; ring.size() >= window; ring.erase(ring.begin(), ring.begin() + static_cast<ptrdiff_t>(hop))) {
            const float score = model.run(ring.data());
            const std::string document = "{\"score\":" + std::to_string(score) + "}";
            if (score >= 0.0001f) {
                store.add(document);
                if (client) mosquitto_publish(client, nullptr, "bench/first-window", static_cast<int>(document.size()), document.data(), 1, false);
            }

            std::printf("window %f\n", score);
            std::fflush(stdout);
        }
    }

    return 0;
} catch (const std::exception& error) {
    std::printf("error %s\n", error.what());
    return 1;
}
