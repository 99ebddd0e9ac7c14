//! Programs that use Courant's public interface only.
