// The least that scoring a recording can cost: the samples already lie in memory, every window is copied into the session's
// bound input and run, every score is kept. Where the rates differ, libsoxr resamples inside the measured part. One thread.
//
// Commands on standard input, one a line:   run FIRST COUNT REPEATS   (COUNT 0: to the last window)
//                                           pace SECONDS BLOCK_MS     (in real time: a block comes when its last sample is due)
// Answers on standard output:               ready WINDOWS ONNXRUNTIME | done WINDOWS CPU_NS WALL_NS HASH | error TEXT
//                                           done WINDOWS P50_NS P99_NS RUN_P50_NS: from a block's arrival to its window's scores, less the run
#include <dlfcn.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

void* open_library(const std::string& name) {
    void* library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) fail(std::string("cannot load ") + name + ": " + dlerror());
    return library;
}

template <typename F> F symbol(void* library, const char* name) {
    void* found = dlsym(library, name);
    if (!found) fail(std::string("no symbol ") + name);
    return reinterpret_cast<F>(found);
}

// ONNX Runtime's function table by index: the part of its C API that a plain loop needs.
class Runtime {
public:
    explicit Runtime(const std::string& path) {
        struct Base { void* const* (*get_api)(uint32_t); const char* (*version)(); };
        const Base* base = symbol<const Base* (*)()>(open_library(path), "OrtGetApiBase")();
        table_ = base->get_api(29);
        version = base->version();
        if (!table_) fail(path + " does not offer version 29 of the C API");
    }

    template <typename... A> void call(int index, A... arguments) const {
        if (void* status = function<void*(A...)>(index)(arguments...))
            fail(function<const char*(void*)>(GetErrorMessage)(status));
    }

    template <typename S> S* function(int index) const { return reinterpret_cast<S*>(table_[index]); }

    enum {
        GetErrorMessage = 2, CreateEnv = 3, CreateSession = 7, CreateSessionOptions = 10, SetSessionExecutionMode = 13,
        SetSessionGraphOptimizationLevel = 23, SetIntraOpNumThreads = 24, SetInterOpNumThreads = 25,
        CreateTensorWithDataAsOrtValue = 49, CreateCpuMemoryInfo = 69, AddSessionConfigEntry = 130,
        RunWithBinding = 133, CreateIoBinding = 134, BindInput = 136, BindOutput = 137,
    };

    std::string version;

private:
    void* const* table_ = nullptr;
};

// libsoxr 0.1, as in soxr.h.
class Soxr {
public:
    struct Io { int in, out; double scale; void* reserved; unsigned long flags; };
    struct Quality { double precision, phase, pass, stop; void* reserved; unsigned long flags; };
    struct Settings { unsigned log2_min, log2_large, kilobytes, threads; void* reserved; unsigned long flags; };

    explicit Soxr(const char* path) {
        void* library = open_library(path);
        create_ = symbol<decltype(create_)>(library, "soxr_create");
        process_ = symbol<decltype(process_)>(library, "soxr_process");
        destroy_ = symbol<decltype(destroy_)>(library, "soxr_delete");
        io_ = symbol<decltype(io_)>(library, "soxr_io_spec");
        quality_ = symbol<decltype(quality_)>(library, "soxr_quality_spec");
        settings_ = symbol<decltype(settings_)>(library, "soxr_runtime_spec");
    }

    void* create(double from, double to) const {
        const char* error = nullptr;
        Io io = io_(0, 0);
        Quality quality = quality_(4, 0);  // SOXR_20_BITQ, as the agent
        Settings settings = settings_(1);
        void* made = create_(from, to, 1, &error, &io, &quality, &settings);
        if (error || !made) fail(std::string("libsoxr: ") + (error ? error : "no resampler"));
        return made;
    }

    size_t process(void* resampler, const float* in, size_t count, size_t& taken, float* out, size_t room) const {
        size_t given = 0;
        if (const char* error = process_(resampler, in, count, &taken, out, room, &given)) fail(std::string("libsoxr: ") + error);
        return given;
    }

    void destroy(void* resampler) const { destroy_(resampler); }

private:
    void* (*create_)(double, double, unsigned, const char**, const Io*, const Quality*, const Settings*);
    const char* (*process_)(void*, const void*, size_t, size_t*, void*, size_t, size_t*);
    void (*destroy_)(void*);
    Io (*io_)(int, int);
    Quality (*quality_)(unsigned long, unsigned long);
    Settings (*settings_)(unsigned);
};

struct Recording { int rate = 0; std::vector<float> samples; };

Recording read_wav(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    char riff[12];
    if (!file.read(riff, 12) || std::memcmp(riff, "RIFF", 4) != 0) fail(path + " is not a WAV file");
    Recording recording;
    char id[4];
    uint32_t size;
    while (file.read(id, 4) && file.read(reinterpret_cast<char*>(&size), 4)) {
        std::vector<char> body(size);
        if (!file.read(body.data(), size)) break;
        if (std::memcmp(id, "fmt ", 4) == 0) std::memcpy(&recording.rate, &body[4], 4);
        if (std::memcmp(id, "data", 4) != 0) continue;
        const auto* words = reinterpret_cast<const int16_t*>(body.data());
        recording.samples.resize(size / 2);
        for (size_t i = 0; i < size / 2; i++) recording.samples[i] = static_cast<float>(words[i]) * (1.0f / 32768);
        return recording;
    }
    fail(path + " has no samples");
}

int64_t wall_ns() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

// All threads of the process, user and system time.
int64_t cpu_ns() {
    rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000LL + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000LL;
}

std::vector<int64_t> parse_shape(const std::string& text) {
    std::vector<int64_t> shape;
    std::stringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');) shape.push_back(std::stoll(part));
    return shape;
}

size_t elements(const std::vector<int64_t>& shape) {
    size_t count = 1;
    for (auto size : shape) count *= static_cast<size_t>(size);
    return count;
}

class Loop {
public:
    explicit Loop(std::map<std::string, std::string> settings)
        : runtime_(settings["runtime"]), soxr_("libsoxr.so.0"), recording_(read_wav(settings["recording"])),
          hop_(std::stoul(settings["hop"])), rate_(std::stoi(settings["rate"])) {
        bind(settings);
        if (resamples()) {
            // The stream's length, measured once: windows are counted before the first run.
            samples_.resize(static_cast<size_t>(static_cast<double>(recording_.samples.size()) * rate_ / recording_.rate) + 65536);
            total_ = resample([] {});
        } else {
            samples_ = recording_.samples;
            total_ = samples_.size();
        }
        if (total_ < window_) fail("the recording is shorter than a window");
        for (size_t start = 0; start + window_ <= total_; start += hop_) starts_.push_back(start);
        // What the grid leaves at the end is one last window that ends with the recording.
        if (starts_.back() + window_ < total_) starts_.push_back(total_ - window_);
        scores_.resize(starts_.size() * output_.size());
    }

    size_t windows() const { return starts_.size(); }
    const std::string& version() const { return runtime_.version; }

    std::string run(size_t first, size_t count, int repeats) {
        const size_t end = count == 0 ? starts_.size() : std::min(starts_.size(), first + count);
        if (first >= end || (resamples() && (first != 0 || end != starts_.size()))) fail("no such windows");
        const int64_t wall = wall_ns(), cpu = cpu_ns();
        for (int i = 0; i < repeats; i++) {
            if (resamples()) score_resampled();
            else for (size_t w = first; w < end; w++) score(w);
        }
        const int64_t used = cpu_ns() - cpu, took = wall_ns() - wall;
        std::ostringstream answer;
        answer << "done " << (end - first) * repeats << ' ' << used << ' ' << took << ' ' << std::hex << hash(first, end);
        return answer.str();
    }

    std::string pace(double seconds, int block_ms) {
        const size_t block = static_cast<size_t>(recording_.rate) * block_ms / 1000;
        const size_t end = std::min(recording_.samples.size(), static_cast<size_t>(seconds * recording_.rate));
        std::vector<int64_t> added, runs;
        void* resampler = resamples() ? soxr_.create(recording_.rate, rate_) : nullptr;
        produced_ = 0;
        size_t next = 0;
        const int64_t began = wall_ns();
        for (size_t at = 0; at + block <= end; at += block) {
            const int64_t due = began + static_cast<int64_t>((at + block) * 1e9 / recording_.rate);
            timespec until = {static_cast<time_t>(due / 1000000000), static_cast<long>(due % 1000000000)};
            while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) != 0) {}
            const int64_t arrived = wall_ns();
            if (resampler) {
                const float* in = &recording_.samples[at];
                for (size_t left = block, taken = 0; left > 0; left -= taken, in += taken)
                    produced_ += soxr_.process(resampler, in, left, taken, &samples_[produced_], samples_.size() - produced_);
            } else {
                produced_ += block;
            }
            for (; next < starts_.size() && starts_[next] == next * hop_ && starts_[next] + window_ <= produced_; next++) {
                score(next);
                runs.push_back(run_ns_);
                added.push_back(wall_ns() - arrived - run_ns_);
            }
        }
        if (resampler) soxr_.destroy(resampler);
        if (added.empty()) fail("no window in this time");
        std::ostringstream answer;
        answer << "done " << added.size() << ' ' << percentile(added, 0.5) << ' ' << percentile(added, 0.99) << ' ' << percentile(runs, 0.5);
        return answer.str();
    }

private:
    enum { kBlock = 4096 };

    static int64_t percentile(std::vector<int64_t> values, double share) {
        std::sort(values.begin(), values.end());
        return values[std::min(values.size() - 1, static_cast<size_t>(values.size() * share))];
    }

    bool resamples() const { return recording_.rate != rate_; }

    void bind(std::map<std::string, std::string>& settings) {
        void *env, *options, *memory, *in, *out;
        runtime_.call(Runtime::CreateEnv, 2, "bare-loop", &env);
        runtime_.call(Runtime::CreateSessionOptions, &options);
        runtime_.call(Runtime::SetSessionExecutionMode, options, 0);
        runtime_.call(Runtime::SetSessionGraphOptimizationLevel, options, 99);
        runtime_.call(Runtime::SetIntraOpNumThreads, options, 1);
        runtime_.call(Runtime::SetInterOpNumThreads, options, 1);
        runtime_.call(Runtime::AddSessionConfigEntry, options, "session.intra_op.allow_spinning", "0");
        runtime_.call(Runtime::AddSessionConfigEntry, options, "session.inter_op.allow_spinning", "0");
        runtime_.call(Runtime::CreateSession, env, settings["model"].c_str(), options, &session_);
        runtime_.call(Runtime::CreateIoBinding, session_, &binding_);
        runtime_.call(Runtime::CreateCpuMemoryInfo, 0, 0, &memory);
        const auto input_shape = parse_shape(settings["input-shape"]), output_shape = parse_shape(settings["output-shape"]);
        window_ = elements(input_shape);
        // Aligned as the agent's buffers are.
        input_ = static_cast<float*>(std::aligned_alloc(64, (window_ * 4 + 63) / 64 * 64));
        output_.resize(elements(output_shape));
        runtime_.call(Runtime::CreateTensorWithDataAsOrtValue, memory, input_, window_ * 4, input_shape.data(), input_shape.size(), 1, &in);
        runtime_.call(Runtime::CreateTensorWithDataAsOrtValue, memory, output_.data(), output_.size() * 4, output_shape.data(), output_shape.size(), 1, &out);
        runtime_.call(Runtime::BindInput, binding_, settings["input"].c_str(), in);
        runtime_.call(Runtime::BindOutput, binding_, settings["output"].c_str(), out);
    }

    void score(size_t window) {
        std::memcpy(input_, &samples_[starts_[window]], window_ * 4);
        const int64_t began = wall_ns();
        runtime_.call(Runtime::RunWithBinding, session_, static_cast<void*>(nullptr), binding_);
        run_ns_ = wall_ns() - began;
        std::memcpy(&scores_[window * output_.size()], output_.data(), output_.size() * 4);
    }

    void score_resampled() {
        size_t next = 0;
        auto whole_windows = [&] {
            while (next < starts_.size() && starts_[next] == next * hop_ && starts_[next] + window_ <= produced_) score(next++);
        };
        resample(whole_windows);
        while (next < starts_.size()) score(next++);
    }

    template <typename F> size_t resample(F after_block) {
        void* resampler = soxr_.create(recording_.rate, rate_);
        produced_ = 0;
        const float* in = recording_.samples.data();
        for (size_t left = recording_.samples.size(); left > 0;) {
            size_t taken = 0;
            produced_ += soxr_.process(resampler, in, std::min<size_t>(left, kBlock), taken, &samples_[produced_], samples_.size() - produced_);
            in += taken;
            left -= taken;
            after_block();
        }
        for (size_t given = 1, taken = 0; given > 0; after_block())
            produced_ += given = soxr_.process(resampler, nullptr, 0, taken, &samples_[produced_], samples_.size() - produced_);
        soxr_.destroy(resampler);
        return produced_;
    }

    // FNV-1a over the scores' bits.
    uint64_t hash(size_t first, size_t end) const {
        const auto* bytes = reinterpret_cast<const unsigned char*>(scores_.data());
        uint64_t hash = 14695981039346656037ULL;
        for (size_t i = first * output_.size() * 4; i < end * output_.size() * 4; i++) hash = (hash ^ bytes[i]) * 1099511628211ULL;
        return hash;
    }

    Runtime runtime_;
    Soxr soxr_;
    Recording recording_;
    size_t hop_, window_ = 0, total_ = 0, produced_ = 0;
    int rate_;
    int64_t run_ns_ = 0;
    void *session_ = nullptr, *binding_ = nullptr;
    float* input_ = nullptr;
    std::vector<float> output_, samples_, scores_;
    std::vector<size_t> starts_;
};

}  // namespace

int main(int argc, char** argv) try {
    std::map<std::string, std::string> settings;
    for (int i = 1; i + 1 < argc; i += 2) settings[argv[i] + 2] = argv[i + 1];
    Loop loop(settings);
    std::printf("ready %zu %s\n", loop.windows(), loop.version().c_str());
    std::fflush(stdout);
    char line[256];
    while (std::fgets(line, sizeof line, stdin)) {
        size_t first, count;
        int repeats, block;
        double seconds;
        if (std::sscanf(line, "pace %lf %d", &seconds, &block) == 2) std::puts(loop.pace(seconds, block).c_str());
        else if (std::sscanf(line, "run %zu %zu %d", &first, &count, &repeats) != 3) fail("unknown command");
        else std::puts(loop.run(first, count, repeats).c_str());
        std::fflush(stdout);
    }
    return 0;
} catch (const std::exception& error) {
    std::printf("error %s\n", error.what());
    return 1;
}
