/* Two providers of security labels that take every label. It is declared here what its few calls look like, so that it
 * can be made where the headers of a server are not. Source: fmgr.h and seclabel.h of PostgreSQL 14 to 18. */

typedef struct {
    int len, version, funcmaxargs, indexmaxkeys, namedatalen, float8byval;
#if MAJOR >= 15
    char abi_extra[32];
#endif
#if MAJOR >= 18
    const char *name, *module_version;
#endif
} Magic;

static const Magic magic = {
    sizeof(Magic), MAJOR * 100, 100, 32, 64, 1,
#if MAJOR >= 15
    "PostgreSQL",
#endif
};

extern void register_label_provider(const char *name, void (*hook)(const void *object, const char *label));

const Magic *Pg_magic_func(void) { return &magic; }

static void take(const void *object, const char *label) { (void) object; (void) label; }

void _PG_init(void)
{
    register_label_provider("guard", take);
    register_label_provider("Other guard", take);
}
