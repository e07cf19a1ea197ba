// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Capabilities} from "../common/Capabilities.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {Holding, MAXIMUM_MINOR} from "./Holding.sol";
import {ISettlementToken} from "./ISettlementToken.sol";

/// @title Holdings
/// @notice Who holds how much, and the checks that every payment passes.
abstract contract Holdings is MemberGated, ERC20Permit, ISettlementToken {
    /// @notice The limits of a class.
    struct ClassLimits {
        uint96 perPaymentMinor;
        uint96 perDayMinor;
        bool isSet;
    }

    /// @inheritdoc ISettlementToken
    OrgId public immutable issuer;

    mapping(address account => Holding holding) internal _holdings;
    mapping(uint8 limitClass => ClassLimits limits) internal _classLimits;
    uint256 private _supply;

    constructor(OrgId issuer_) {
        if (membership.capabilitiesOf(issuer_) & Capabilities.BANK == 0) revert Token_IssuerIsNoBank(issuer_);
        issuer = issuer_;
    }

    /// @inheritdoc IERC20
    function totalSupply() public view override(ERC20, IERC20) returns (uint256) {
        return _supply;
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) public view override(ERC20, IERC20) returns (uint256) {
        return _holdings[account].balance();
    }

    /// @inheritdoc ISettlementToken
    function isCustodian(address account) external view returns (bool) {
        Holding holding = _holdings[account];
        return holding.isCustodian() && !holding.isDismissed();
    }

    /// @inheritdoc ISettlementToken
    function stateOf(address account) external view returns (AccountState memory) {
        Holding holding = _holdings[account];
        return
            AccountState({
                balanceMinor: uint96(holding.balance()),
                paidTodayMinor: uint96(holding.paidOn(_today())),
                nextNonce: uint16(holding.nextNonce()),
                limitClass: holding.limitClass(),
                frozen: holding.isFrozen(),
                custodian: holding.isCustodian()
            });
    }

    /// @inheritdoc ISettlementToken
    function limitsOf(uint8 limitClass) public view returns (Limits memory) {
        ClassLimits memory limits = _classLimits[limitClass];
        if (!limits.isSet) return Limits(uint96(MAXIMUM_MINOR), uint96(MAXIMUM_MINOR));
        return Limits(limits.perPaymentMinor, limits.perDayMinor);
    }

    /// @dev Every transfer, issue and redemption of the base contract ends here.
    function _update(address from, address to, uint256 amountMinor) internal override {
        if (from == address(0)) {
            _create(to, amountMinor);
        } else if (to == address(0)) {
            _destroy(from, amountMinor);
        } else {
            Holding payer = _holdings[from];
            _holdings[from] = _spend(from, payer, amountMinor);
            Holding payee = _holdings[to];
            _requireParties(from, payer, to, payee);
            _holdings[to] = payee.credited(amountMinor);
        }
        emit Transfer(from, to, amountMinor);
    }

    /// @dev Moves money without asking whether it may move; for powers of the issuer and the quarantine.
    function _shift(address from, address to, uint256 amountMinor) internal {
        _holdings[from] = _holdings[from].debited(amountMinor);
        _holdings[to] = _holdings[to].credited(amountMinor);
        emit Transfer(from, to, amountMinor);
    }

    /// @dev The holding after a payment within balance and limits.
    function _spend(address account, Holding holding, uint256 amountMinor) internal view returns (Holding) {
        if (amountMinor > holding.balance()) {
            revert ERC20InsufficientBalance(account, holding.balance(), amountMinor);
        }
        if (holding.isCustodian()) return holding.debited(amountMinor);
        uint256 today = _today();
        if (holding.fitsQuickly(amountMinor, today)) return holding.spent(amountMinor);
        Limits memory limits = limitsOf(holding.limitClass());
        if (amountMinor > limits.perPaymentMinor) {
            revert Token_OverPaymentLimit(account, amountMinor, limits.perPaymentMinor);
        }
        uint256 paidMinor = holding.paidOn(today) + amountMinor;
        if (paidMinor > limits.perDayMinor)
            revert Token_OverDailyLimit(account, paidMinor, limits.perDayMinor);
        return
            holding.debited(amountMinor).onDay(today, paidMinor, limits.perPaymentMinor, limits.perDayMinor);
    }

    /// @dev Whether `_spend` would let a custodian or an account pay this, if the balance covers it.
    function _isWithinLimits(Holding holding, uint256 amountMinor) internal view returns (bool) {
        uint256 today = _today();
        if (holding.isCustodian() || holding.fitsQuickly(amountMinor, today)) return true;
        Limits memory limits = limitsOf(holding.limitClass());
        return
            amountMinor <= limits.perPaymentMinor &&
            holding.paidOn(today) + amountMinor <= limits.perDayMinor;
    }

    /// @dev Both may take part in a payment; custodians need no membership.
    function _requireParties(address from, Holding payer, address to, Holding payee) internal view {
        if (payer.isPlain(payee)) {
            _requireCanAct(from, to);
        } else {
            _requirePayer(from, payer);
            _requirePayee(to, payee);
        }
    }

    function _requirePayer(address account, Holding holding) internal view {
        if (holding.isFrozen()) revert Token_AccountFrozen(account);
        if (!holding.isCustodian()) membership.requireMember(account);
    }

    function _requirePayee(address account, Holding holding) internal view {
        if (holding.isDismissed()) revert Token_CustodianDismissed(account);
        _requirePayer(account, holding);
    }

    /// @dev Asks the register in a way that cannot fail for want of gas alone, which a caller could bring about.
    function _canReceive(address account, Holding holding) internal view returns (bool) {
        if (holding.isFrozen()) return false;
        if (holding.isCustodian()) return !holding.isDismissed();
        return membership.isMember(account);
    }

    function _today() internal view returns (uint256) {
        return block.timestamp / 1 days;
    }

    function _create(address to, uint256 amountMinor) private {
        uint256 supply = _supply + amountMinor;
        if (supply > MAXIMUM_MINOR) revert Token_SupplyTooLarge(supply, MAXIMUM_MINOR);
        _supply = supply;
        Holding payee = _holdings[to];
        _requirePayee(to, payee);
        _holdings[to] = payee.credited(amountMinor);
    }

    function _destroy(address from, uint256 amountMinor) private {
        Holding payer = _holdings[from];
        _requirePayer(from, payer);
        if (amountMinor > payer.balance()) {
            revert ERC20InsufficientBalance(from, payer.balance(), amountMinor);
        }
        _holdings[from] = payer.debited(amountMinor);
        unchecked {
            // No balance is above the supply.
            _supply -= amountMinor;
        }
    }
}
